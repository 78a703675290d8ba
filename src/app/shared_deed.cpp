#include "app/shared_deed.hpp"

namespace app {

base::Result<void> SharedDeed::ask() {
    std::unique_lock lock(mutex_);
    const std::int64_t mine = ++asked_;
    while (covered_ < mine) {
        if (running_) {
            turn_over_.wait(lock);
            continue;
        }
        running_ = true;
        const std::int64_t until = asked_;
        lock.unlock();
        auto outcome = deed_();
        lock.lock();
        running_ = false;
        covered_ = until;
        last_ = std::move(outcome);
        turn_over_.notify_all();
    }
    return last_;
}

} // namespace app
