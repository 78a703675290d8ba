#include "player/contact_output.hpp"

#include "base/try.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace player {

namespace {

constexpr auto retry_every = std::chrono::seconds(1);

} // namespace

ContactOutput::ContactOutput(std::unique_ptr<SoundOutput> sound, std::vector<Contact> contacts)
    : sound_(std::move(sound)) {
    for (Contact& contact : contacts) {
        contacts_.push_back({std::move(contact), std::nullopt});
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
        const auto since = one.closed_at ? now - *one.closed_at : Steady::duration::zero();
        longest = std::max(longest, one.contact.on_delay - std::chrono::floor<base::Millis>(since));
    }
    return longest;
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
        if (one.closed_at) { // written only by whoever switches
            continue;
        }
        TRY(one.contact.line->set(true));
        const std::lock_guard lock(mutex_);
        one.closed_at = Steady::now();
    }
    return {};
}

bool ContactOutput::is_overdue(const Switched& one, Steady::time_point now) const {
    return !sounding_ && one.closed_at && now >= ended_at_ + one.contact.off_delay;
}

void ContactOutput::open_overdue() {
    const std::lock_guard turn(switching_);
    for (Switched& one : contacts_) {
        {
            const std::lock_guard lock(mutex_);
            if (!is_overdue(one, Steady::now())) {
                continue;
            }
        }
        const auto opened = one.contact.line->set(false);
        const std::lock_guard lock(mutex_);
        if (opened) {
            one.closed_at.reset();
        } else {
            spdlog::error("{}", opened.error().message.en);
            retry_at_ = Steady::now() + retry_every;
        }
    }
}

std::optional<ContactOutput::Steady::time_point> ContactOutput::next_opening() const {
    std::optional<Steady::time_point> next;
    for (const Switched& one : contacts_) {
        if (one.closed_at) {
            const auto due = std::max(ended_at_ + one.contact.off_delay, retry_at_);
            next = std::min(next.value_or(due), due);
        }
    }
    return next;
}

void ContactOutput::watch() {
    std::unique_lock lock(mutex_);
    while (!leaving_) {
        const auto due = sounding_ ? std::nullopt : next_opening();
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
