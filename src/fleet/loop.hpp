#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <queue>
#include <vector>

namespace fleet {

using Steady = std::chrono::steady_clock;

/// Somebody whose descriptor became ready.
class Watcher {
public:
    virtual ~Watcher() = default;
    virtual void ready(std::uint32_t events) = 0;
};

/// epoll and timers on one thread: the caller's of `run`.
class Loop {
public:
    Loop();
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    /// The watcher must live until `run` has returned: a removed one may still be told of events of
    /// the same turn, and ignores them.
    void add(int descriptor, std::uint32_t events, Watcher& watcher);
    void change(int descriptor, std::uint32_t events, Watcher& watcher);
    void remove(int descriptor);

    void at(Steady::time_point when, std::function<void()> action);
    void after(std::chrono::milliseconds wait, std::function<void()> action) {
        at(Steady::now() + wait, std::move(action));
    }
    /// From any thread: `action` is done by the loop's thread.
    void post(std::function<void()> action);

    void run();
    void stop() { stopping_ = true; }

private:
    struct Timer {
        Steady::time_point when;
        std::uint64_t number = 0; ///< equal instants in the order they were asked for
        std::function<void()> action;
        friend bool operator<(const Timer& a, const Timer& b) {
            return a.when != b.when ? a.when > b.when : a.number > b.number;
        }
    };
    struct Mail;

    int wait_ms() const;
    void run_timers();

    int epoll_ = -1;
    std::priority_queue<Timer> timers_;
    std::uint64_t next_number_ = 0;
    bool stopping_ = false;
    std::unique_ptr<Mail> mail_;
};

} // namespace fleet
