#include "player/clock_watch.hpp"

#include <algorithm>

namespace player {

using base::Instant;
using base::Millis;
using device_protocol::ClockSource;

namespace {

constexpr Millis server_window = std::chrono::hours(24);
/// One trip of a message through a broker on a slow line.
constexpr std::int64_t server_error_ms = 2000;

} // namespace

std::optional<Millis> ClockWatch::observe(const SystemTime& time) {
    const Millis offset = Millis(time.wall.ms) - time.steady;
    std::optional<Millis> jump;
    if (offset_ && std::chrono::abs(offset - *offset_) > jump_threshold) {
        jump = offset - *offset_;
        correction_ = Millis(0); // it belonged to the clock as it was
    }
    offset_ = offset;
    if (time.synchronised || time.wall >= floor_) {
        // A clock that has caught up by itself needs the server's word no more.
        correction_ = Millis(0);
        known_ = true;
        state_ = {time.synchronised ? ClockSource::ntp : ClockSource::rtc, time.error_ms};
    } else if (correction_ != Millis(0)) {
        known_ = true;
        state_ = {ClockSource::server, server_error_ms};
    } else {
        known_ = false;
        state_ = {ClockSource::none, std::nullopt};
    }
    if (known_) {
        floor_ = std::max(floor_, now(time));
    }
    return jump;
}

void ClockWatch::told(Instant server_now, const SystemTime& time) {
    if (known_ || server_now < floor_ || server_now - floor_ > server_window) {
        return;
    }
    correction_ = server_now - time.wall;
    known_ = true;
    state_ = {ClockSource::server, server_error_ms};
    floor_ = server_now;
}

Instant ClockWatch::now(const SystemTime& time) const {
    const Instant corrected = time.wall + correction_;
    return known_ ? corrected : std::max(corrected, floor_);
}

} // namespace player
