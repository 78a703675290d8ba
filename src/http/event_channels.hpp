#pragma once

#include "http/event_hub.hpp"
#include "http/message.hpp"

#include <deque>
#include <map>
#include <mutex>
#include <set>

namespace http {

struct EventChannelsOptions {
    std::size_t history_max = 512;     ///< events kept per channel for reconnecting listeners
    std::size_t channels_max = 10'000; ///< more are not kept: their listeners get `reset`
    std::size_t payload_bytes_max = 16'384;
    std::size_t listeners_max = 4'096;
    std::size_t endings_max = 1'024; ///< kept for streams that are just being opened
};

/// The EventHub of the server. Each channel keeps its last events with numbers; a listener is a
/// cursor into them, so a slow one costs no memory. One that fell behind, or comes back with a
/// `Last-Event-ID` that is no longer kept or from before a restart, gets the event `reset`: read
/// the present state again. Safe to call from any thread.
class EventChannels final : public EventHub {
public:
    class Listener;

    /// `epoch` tells this run of the server apart from earlier ones; short visible ASCII without a
    /// dot.
    explicit EventChannels(std::string epoch, EventChannelsOptions options = {});
    ~EventChannels() override;

    /// ENSUREs that `event` and `payload` hold no line break. A payload over the limit is replaced
    /// by `{}`: events are hints.
    void publish(std::string_view channel, std::string_view event,
                 std::string_view payload) override;
    /// Ends every stream of this caller, because what they may see has changed: they come back with
    /// their Last-Event-ID and are checked again. Also ends a stream that is being opened, whose
    /// caller was checked after a mark() before this call. Call it after the change is durable.
    void end_streams(std::string_view subject);
    /// Who streams something else to this caller wants to know too. `told` is called under the
    /// hub's lock, so it must only post; not any more once unwatch_endings has returned.
    void watch_endings(const void* watcher, std::function<void(const std::string& subject)> told);
    void unwatch_endings(const void* watcher);
    /// Were this caller's streams ended since the mark? An ending that is no longer kept may have
    /// been his.
    [[nodiscard]] bool ended_since(std::uint64_t mark, std::string_view subject) const;
    /// Taken before a caller is checked.
    [[nodiscard]] std::uint64_t mark() const;
    /// `wake` is called, from any thread and under the hub's lock, when something may be there; it
    /// must only post. Null when there are too many listeners.
    [[nodiscard]] std::unique_ptr<Listener> listen(const EventStreamBody& stream,
                                                   std::function<void()> wake);
    [[nodiscard]] std::size_t listeners() const;

private:
    struct Event {
        std::uint64_t number = 0;
        std::string name;
        std::string payload;
    };
    struct Channel {
        std::uint64_t last = 0;
        std::deque<std::shared_ptr<const Event>> events;
        std::set<Listener*> listeners;
    };

    struct Ending {
        std::uint64_t number = 0;
        std::string subject;
    };

    [[nodiscard]] bool is_ended_since(std::uint64_t mark, std::string_view subject) const;
    void remove(Listener& listener);
    /// What the listener has not seen, at most `take_events_max`; sets `reset` when it missed some.
    [[nodiscard]] std::vector<std::shared_ptr<const Event>> unseen(Listener& listener, bool& reset);
    [[nodiscard]] std::string take(Listener& listener);

    const std::string epoch_;
    const EventChannelsOptions options_;
    mutable std::mutex mutex_;
    std::map<std::string, Channel, std::less<>> channels_;
    std::size_t listeners_ = 0;
    std::uint64_t last_ending_ = 0;
    std::map<const void*, std::function<void(const std::string&)>> watchers_;
    std::deque<Ending> endings_; ///< the last ones, by number without gaps
};

/// One client's place in a channel. Must die before its hub.
class EventChannels::Listener {
public:
    Listener(EventChannels& hub, EventStreamBody stream, std::function<void()> wake);
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;
    ~Listener();
    /// What is to be sent now as text/event-stream, empty when there is nothing.
    [[nodiscard]] std::string take();
    /// True when the stream is to be closed.
    [[nodiscard]] bool ended() const;

private:
    friend class EventChannels;
    EventChannels& hub_;
    EventStreamBody stream_;
    std::function<void()> wake_;
    std::uint64_t seen_ = 0;
    bool reset_ = false;
    bool ended_ = false;
};

} // namespace http
