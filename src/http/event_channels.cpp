#include "http/event_channels.hpp"

#include "base/ensure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <utility>

namespace http {

namespace {

constexpr std::size_t take_events_max = 64;

bool is_line(std::string_view text) {
    return text.find_first_of("\r\n") == std::string_view::npos;
}

/// The number of `epoch.number`; nothing when the id is from another run or malformed.
std::optional<std::uint64_t> read_event_id(std::string_view id, std::string_view epoch) {
    if (!id.starts_with(epoch) || id.size() <= epoch.size() || id[epoch.size()] != '.') {
        return std::nullopt;
    }
    std::uint64_t number = 0;
    const char* end = id.data() + id.size();
    const auto [rest, error] = std::from_chars(id.data() + epoch.size() + 1, end, number);
    return error == std::errc{} && rest == end ? std::optional(number) : std::nullopt;
}

} // namespace

EventChannels::EventChannels(std::string epoch, EventChannelsOptions options)
    : epoch_(std::move(epoch)), options_(options) {
    ENSURE(!epoch_.empty() && is_line(epoch_) && epoch_.find('.') == std::string::npos);
}

EventChannels::~EventChannels() {
    ENSURE(listeners_ == 0);
}

void EventChannels::publish(std::string_view channel, std::string_view event,
                            std::string_view payload) {
    ENSURE(is_line(event) && is_line(payload));
    const std::string_view sent = payload.size() > options_.payload_bytes_max ? "{}" : payload;
    const std::lock_guard lock(mutex_);
    auto found = channels_.find(channel);
    if (found == channels_.end()) {
        if (channels_.size() >= options_.channels_max) {
            return;
        }
        found = channels_.emplace(channel, Channel{}).first;
    }
    Channel& target = found->second;
    ++target.last;
    target.events.push_back(
        std::make_shared<const Event>(Event{target.last, std::string(event), std::string(sent)}));
    if (target.events.size() > options_.history_max) {
        target.events.pop_front();
    }
    for (Listener* listener : target.listeners) {
        listener->wake_();
    }
}

std::unique_ptr<EventChannels::Listener> EventChannels::listen(const EventStreamBody& stream,
                                                               std::function<void()> wake) {
    const std::lock_guard lock(mutex_);
    if (listeners_ >= options_.listeners_max) {
        return nullptr;
    }
    auto listener = std::make_unique<Listener>(*this, stream, std::move(wake));
    Channel& channel = channels_[stream.channel];
    listener->seen_ = channel.last;
    if (!stream.last_event_id.empty()) {
        const auto seen = read_event_id(stream.last_event_id, epoch_);
        listener->reset_ = !seen || *seen > channel.last;
        listener->seen_ = listener->reset_ ? channel.last : *seen;
    }
    listener->ended_ = is_ended_since(stream.mark, stream.subject);
    channel.listeners.insert(listener.get());
    ++listeners_;
    return listener;
}

void EventChannels::end_streams(std::string_view subject) {
    ENSURE(!subject.empty());
    const std::lock_guard lock(mutex_);
    endings_.push_back({++last_ending_, std::string(subject)});
    if (endings_.size() > options_.endings_max) {
        endings_.pop_front();
    }
    for (const auto& [name, channel] : channels_) {
        for (Listener* listener : channel.listeners) {
            if (listener->stream_.subject == subject) {
                listener->ended_ = true;
                listener->wake_();
            }
        }
    }
    for (const auto& [watcher, told] : watchers_) {
        told(endings_.back().subject);
    }
}

void EventChannels::watch_endings(const void* watcher,
                                  std::function<void(const std::string& subject)> told) {
    const std::lock_guard lock(mutex_);
    watchers_.insert_or_assign(watcher, std::move(told));
}

void EventChannels::unwatch_endings(const void* watcher) {
    const std::lock_guard lock(mutex_);
    watchers_.erase(watcher);
}

std::uint64_t EventChannels::mark() const {
    const std::lock_guard lock(mutex_);
    return last_ending_;
}

bool EventChannels::ended_since(std::uint64_t mark, std::string_view subject) const {
    const std::lock_guard lock(mutex_);
    return is_ended_since(mark, subject);
}

bool EventChannels::is_ended_since(std::uint64_t mark, std::string_view subject) const {
    if (subject.empty() || mark == last_ending_) {
        return false;
    }
    return endings_.front().number > mark + 1 ||
           std::ranges::any_of(endings_, [&](const Ending& ending) {
               return ending.number > mark && ending.subject == subject;
           });
}

std::size_t EventChannels::listeners() const {
    const std::lock_guard lock(mutex_);
    return listeners_;
}

void EventChannels::remove(Listener& listener) {
    const std::lock_guard lock(mutex_);
    const auto found = channels_.find(listener.stream_.channel);
    found->second.listeners.erase(&listener);
    if (found->second.listeners.empty() && found->second.last == 0) {
        channels_.erase(found);
    }
    --listeners_;
}

std::vector<std::shared_ptr<const EventChannels::Event>> EventChannels::unseen(Listener& listener,
                                                                               bool& reset) {
    const std::lock_guard lock(mutex_);
    const Channel& channel = channels_.find(listener.stream_.channel)->second;
    const bool fell_behind =
        listener.seen_ < channel.last && channel.events.front()->number > listener.seen_ + 1;
    if (fell_behind) {
        listener.seen_ = channel.last;
    }
    reset = std::exchange(listener.reset_, false) || fell_behind;
    std::vector<std::shared_ptr<const Event>> events;
    // Numbers have no gaps, so the first unseen event stands at a known place.
    const std::uint64_t count = channel.last - listener.seen_;
    for (auto event = channel.events.end() - static_cast<std::ptrdiff_t>(count);
         event != channel.events.end() && events.size() < take_events_max; ++event) {
        listener.seen_ = (*event)->number;
        events.push_back(*event);
    }
    return events;
}

/// The filters run outside the lock: they may take their time without holding up publishers.
std::string EventChannels::take(Listener& listener) {
    const auto& filter = listener.stream_.filter;
    std::string text;
    bool more = true;
    while (more && text.empty()) {
        bool reset = false;
        const auto events = unseen(listener, reset);
        more = events.size() == take_events_max;
        if (reset) {
            const std::uint64_t seen = listener.seen_ - events.size();
            text = fmt::format("id: {}.{}\nevent: reset\ndata: {{}}\n\n", epoch_, seen);
        }
        for (const auto& event : events) {
            if (filter == nullptr || filter(event->name, event->payload)) {
                fmt::format_to(std::back_inserter(text), "id: {}.{}\nevent: {}\ndata: {}\n\n",
                               epoch_, event->number, event->name, event->payload);
            }
        }
    }
    return text;
}

EventChannels::Listener::Listener(EventChannels& hub, EventStreamBody stream,
                                  std::function<void()> wake)
    : hub_(hub), stream_(std::move(stream)), wake_(std::move(wake)) {}

EventChannels::Listener::~Listener() {
    hub_.remove(*this);
}

std::string EventChannels::Listener::take() {
    return hub_.take(*this);
}

bool EventChannels::Listener::ended() const {
    const std::lock_guard lock(hub_.mutex_);
    return ended_;
}

} // namespace http
