#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

namespace app {

/// A thread that runs a job at once and then again and again. Ends, also in the middle of a wait,
/// with its object; a job that runs then is asked to stop by its token and waited for.
class Periodic {
public:
    /// The job returns how long to wait until the next run. It must not throw.
    using Job = std::function<std::chrono::milliseconds(std::stop_token)>;
    explicit Periodic(Job job)
        : thread_([this, job = std::move(job)](std::stop_token stop) { run(job, stop); }) {}

    /// Ends the present wait.
    void wake();

private:
    void run(const Job& job, const std::stop_token& stop);

    std::mutex mutex_;
    std::condition_variable_any changed_;
    bool woken_ = false;
    std::jthread thread_; ///< last: joined before the rest goes
};

} // namespace app
