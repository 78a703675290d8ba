#pragma once

#include "device_protocol/live_frames.hpp"
#include "player/opus_source.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <span>

namespace player {

/// What has come of a live stream and has not sounded yet: packets in order of their numbers,
/// bounded. Filled by the receiver's thread, emptied by the sound's.
class LivePackets {
public:
    /// At 20 ms each about half a minute; more than any server sends ahead.
    static constexpr std::size_t packets_max = 1'500;

    void put(device_protocol::LiveFrame frame);
    /// The packet with this number, if it is there. Those before it are dropped.
    [[nodiscard]] std::optional<device_protocol::LiveFrame> take(std::uint32_t sequence);
    /// The packet with the lowest number, without taking it.
    [[nodiscard]] std::optional<device_protocol::LiveFrame> peek() const;
    /// The number of the last packet that has come, for going on after it.
    [[nodiscard]] std::optional<std::uint32_t> newest() const;
    /// The number after the last packet of the session, once that is known.
    [[nodiscard]] std::optional<std::uint32_t> end() const;
    /// The session is over without telling where (its address is gone).
    void finish();

private:
    mutable std::mutex mutex_;
    std::map<std::uint32_t, device_protocol::LiveFrame> packets_;
    std::optional<std::uint32_t> newest_;
    std::optional<std::uint32_t> end_;
};

/// Turns packets with instants into samples for instants: decodes, conceals what is missing, and
/// holds the instants by resampling. A difference of milliseconds is bent away so slowly that
/// nobody hears it, a large one is jumped over. Used by one thread.
class LiveFeed {
public:
    /// The packets must outlive the feed.
    explicit LiveFeed(LivePackets& packets);
    ~LiveFeed();
    LiveFeed(const LiveFeed&) = delete;
    LiveFeed& operator=(const LiveFeed&) = delete;

    /// The first packet that is to sound at or after this instant; nothing yet when none has come.
    [[nodiscard]] std::optional<std::int64_t> begin_us(std::int64_t not_before_us);
    /// Fills all of `out`, whose first sample is to sound at `heard_us`.
    void read(std::span<std::int16_t> out, std::int64_t heard_us);
    /// Everything up to the end of the session was given.
    [[nodiscard]] bool over() const;
    /// Samples that came from packets, not from gaps.
    [[nodiscard]] std::int64_t frames_of_sound() const;
    /// How far the sound was from its instant at the last reading, in microseconds: positive is
    /// late.
    [[nodiscard]] std::int64_t error_us() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace player
