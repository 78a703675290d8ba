#include "fleet/loop.hpp"

#include "base/ensure.hpp"

#include <algorithm>
#include <array>
#include <mutex>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace fleet {

struct Loop::Mail final : Watcher {
    Mail() : wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}
    ~Mail() override { ::close(wake); }
    void ready(std::uint32_t) override {
        std::uint64_t count = 0;
        (void)!::read(wake, &count, sizeof(count));
        std::vector<std::function<void()>> arrived;
        {
            const std::lock_guard lock(mutex);
            arrived.swap(actions);
        }
        for (const auto& action : arrived) {
            action();
        }
    }

    int wake;
    std::mutex mutex;
    std::vector<std::function<void()>> actions;
};

Loop::Loop() : epoll_(::epoll_create1(EPOLL_CLOEXEC)), mail_(std::make_unique<Mail>()) {
    ENSURE(epoll_ >= 0);
    add(mail_->wake, EPOLLIN, *mail_);
}

Loop::~Loop() {
    ::close(epoll_);
}

void Loop::add(int descriptor, std::uint32_t events, Watcher& watcher) {
    epoll_event event{.events = events, .data = {.ptr = &watcher}};
    ENSURE(::epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor, &event) == 0);
}

void Loop::change(int descriptor, std::uint32_t events, Watcher& watcher) {
    epoll_event event{.events = events, .data = {.ptr = &watcher}};
    ENSURE(::epoll_ctl(epoll_, EPOLL_CTL_MOD, descriptor, &event) == 0);
}

void Loop::remove(int descriptor) {
    ::epoll_ctl(epoll_, EPOLL_CTL_DEL, descriptor, nullptr);
}

void Loop::at(Steady::time_point when, std::function<void()> action) {
    timers_.push({when, next_number_++, std::move(action)});
}

void Loop::post(std::function<void()> action) {
    {
        const std::lock_guard lock(mail_->mutex);
        mail_->actions.push_back(std::move(action));
    }
    const std::uint64_t one = 1;
    (void)!::write(mail_->wake, &one, sizeof(one));
}

int Loop::wait_ms() const {
    if (timers_.empty()) {
        return 1000;
    }
    const auto wait =
        std::chrono::ceil<std::chrono::milliseconds>(timers_.top().when - Steady::now()).count();
    return static_cast<int>(std::clamp<std::int64_t>(wait, 0, 1000));
}

void Loop::run_timers() {
    const auto now = Steady::now();
    while (!stopping_ && !timers_.empty() && timers_.top().when <= now) {
        // The queue shows its top as const; it is thrown away on the next line.
        const auto action = std::move(const_cast<Timer&>(timers_.top()).action);
        timers_.pop();
        action();
    }
}

void Loop::run() {
    stopping_ = false;
    std::array<epoll_event, 256> events{};
    while (!stopping_) {
        run_timers();
        const int count =
            ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), wait_ms());
        for (int i = 0; i < count && !stopping_; ++i) {
            static_cast<Watcher*>(events[static_cast<std::size_t>(i)].data.ptr)
                ->ready(events[static_cast<std::size_t>(i)].events);
        }
    }
}

} // namespace fleet
