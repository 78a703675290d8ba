#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace async {

struct WorkerPoolOptions {
    unsigned threads = 4;
    std::size_t queue_max = 256;
};

/// Threads that run plain, blocking functions in the order in which they came. When the queue is
/// full a task is refused at once, so that load is shed at the door instead of growing in memory.
/// A task must not throw. Safe to call from any thread.
class WorkerPool {
public:
    using Task = std::function<void()>;

    explicit WorkerPool(WorkerPoolOptions options);
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;
    /// As stop().
    ~WorkerPool();

    /// False when the queue is full or the pool is stopping; then the task will not run.
    [[nodiscard]] bool try_submit(Task task);
    /// Takes no new task, runs those already queued, and waits for all. May be called again.
    void stop();
    [[nodiscard]] std::size_t queued() const;

private:
    void run();

    const std::size_t queue_max_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Task> queue_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

} // namespace async
