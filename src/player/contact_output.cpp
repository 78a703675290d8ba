#include "player/contact_output.hpp"

#include "base/try.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <tuple>

namespace player {

namespace {

constexpr ContactOutput::Steady::duration rest_min = std::chrono::seconds(1);
constexpr ContactOutput::Steady::duration rest_max = std::chrono::seconds(30);

} // namespace

ContactOutput::ContactOutput(std::unique_ptr<SoundOutput> sound, std::vector<Contact> contacts)
    : sound_(std::move(sound)) {
    for (Contact& contact : contacts) {
        contacts_.emplace_back(std::move(contact));
        std::ignore = set(contacts_.back(), false); // what fails is kept as its fault
    }
    watcher_ = std::thread([this] { watch(); });
}

ContactOutput::~ContactOutput() {
    {
        const std::lock_guard lock(mutex_);
        leaving_ = true;
    }
    changed_.notify_all();
    watcher_.join();
    for (Switched& one : contacts_) {
        if (const auto opened = one.contact.line->set(false); !opened) {
            spdlog::error("{}", opened.error().message.en);
        }
    }
}

base::Result<void> ContactOutput::open(const Stretch& stretch) {
    auto opened = close_all();
    if (opened) {
        opened = sound_->open(stretch);
    }
    if (!opened) {
        note_end();
    }
    return opened;
}

base::Result<std::int64_t> ContactOutput::close(bool drain) {
    auto sounded = sound_->close(drain);
    note_end();
    return sounded;
}

base::Millis ContactOutput::warm_up() {
    const std::lock_guard lock(mutex_);
    const auto now = Steady::now();
    base::Millis longest{0};
    for (const Switched& one : contacts_) {
        const auto since =
            one.state == State::closed ? now - one.closed_at : Steady::duration::zero();
        longest = std::max(longest, one.contact.on_delay - std::chrono::floor<base::Millis>(since));
    }
    return longest;
}

std::optional<base::Error> ContactOutput::fault() {
    const std::lock_guard lock(mutex_);
    for (const Switched& one : contacts_) {
        if (one.not_closed || one.not_opened) {
            return one.not_closed ? one.not_closed : one.not_opened;
        }
    }
    return std::nullopt;
}

void ContactOutput::note_end() {
    const std::lock_guard lock(mutex_);
    sounding_ = false;
    ended_at_ = Steady::now();
    changed_.notify_all();
}

base::Result<void> ContactOutput::close_all() {
    {
        const std::lock_guard lock(mutex_);
        sounding_ = true; // nothing is opened any more
    }
    const std::lock_guard turn(switching_);
    for (Switched& one : contacts_) {
        if (one.state != State::closed) { // written only by whoever switches
            TRY(set(one, true));
        }
    }
    return {};
}

base::Result<void> ContactOutput::set(Switched& one, bool closed) {
    const auto outcome = one.contact.line->set(closed);
    const std::lock_guard lock(mutex_);
    std::optional<base::Error>& fault = closed ? one.not_closed : one.not_opened;
    if (outcome) {
        fault.reset();
        one.state = closed ? State::closed : State::open;
        one.closed_at = Steady::now();
        one.rest = {};
        return {};
    }
    if (!fault) {
        spdlog::error("{}", outcome.error().message.en);
    }
    fault = outcome.error();
    one.state = State::unknown;
    if (!closed) {
        one.rest = std::clamp(2 * one.rest, rest_min, rest_max);
        one.retry_at = Steady::now() + one.rest;
    }
    return outcome;
}

void ContactOutput::open_overdue() {
    const std::lock_guard turn(switching_);
    for (Switched& one : contacts_) {
        {
            const std::lock_guard lock(mutex_);
            const auto due = opens_at(one);
            if (!due || *due > Steady::now()) {
                continue;
            }
        }
        std::ignore = set(one, false); // tried again by `retry_at`
    }
}

std::optional<ContactOutput::Steady::time_point>
ContactOutput::opens_at(const Switched& one) const {
    if (sounding_ || one.state == State::open) {
        return std::nullopt;
    }
    // Of one that never closed nothing has to fade.
    const base::Millis delay = one.state == State::closed ? one.contact.off_delay : base::Millis(0);
    return std::max(ended_at_ + delay, one.retry_at);
}

std::optional<ContactOutput::Steady::time_point> ContactOutput::next_opening() const {
    std::optional<Steady::time_point> next;
    for (const Switched& one : contacts_) {
        if (const auto due = opens_at(one)) {
            next = std::min(next.value_or(*due), *due);
        }
    }
    return next;
}

void ContactOutput::watch() {
    std::unique_lock lock(mutex_);
    while (!leaving_) {
        const auto due = next_opening();
        if (!due) {
            changed_.wait(lock);
        } else if (*due > Steady::now()) {
            changed_.wait_until(lock, *due);
        } else {
            lock.unlock();
            open_overdue();
            lock.lock();
        }
    }
}

} // namespace player
