#include "app/periodic.hpp"

namespace app {

void Periodic::wake() {
    {
        const std::lock_guard lock(mutex_);
        woken_ = true;
    }
    changed_.notify_all();
}

void Periodic::run(const Job& job, const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        const auto pause = job(stop);
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, stop, pause, [this] { return woken_; });
        woken_ = false;
    }
}

} // namespace app
