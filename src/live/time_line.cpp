#include "live/time_line.hpp"

#include "device_protocol/live_frames.hpp"

#include <algorithm>

namespace live {

using device_protocol::live_packet_us;

namespace {

/// Bent by at most this per packet of 20 ms: half a percent, which nobody hears.
constexpr std::int64_t bend_us_max = 100;
/// A larger difference is no drift: the source paused, or sent what it had held back.
constexpr std::int64_t leap_us = 400'000;
/// Half a packet, so that rounding never gives two packets one instant.
constexpr std::int64_t step_us_min = live_packet_us / 2;

} // namespace

void TimeLine::restart() {
    origin_.reset();
    least_.fill({});
}

void TimeLine::observe(std::int64_t position, std::int64_t arrival_us) {
    const std::int64_t candidate = arrival_us - position * live_packet_us;
    const std::int64_t second = arrival_us / 1'000'000;
    Least& least = least_[static_cast<std::size_t>(second) % least_.size()];
    least = least.second == second ? Least{second, std::min(least.candidate, candidate)}
                                   : Least{second, candidate};
    target_ = candidate;
    for (const Least& known : least_) {
        if (second - known.second < static_cast<std::int64_t>(least_.size())) {
            target_ = std::min(target_, known.candidate);
        }
    }
    // A pause moves everything after it at once; the arrivals before it say nothing any more.
    if (origin_ && candidate - *origin_ > delay_us_) {
        least_.fill({});
        target_ = candidate;
    }
    if (!origin_ || target_ - *origin_ > leap_us || *origin_ - target_ > leap_us) {
        origin_ = target_;
    }
}

void TimeLine::bend(std::int64_t target) {
    *origin_ += std::clamp(target - *origin_, -bend_us_max, bend_us_max);
}

std::optional<std::int64_t> TimeLine::place(std::int64_t position) {
    if (!origin_) {
        return std::nullopt;
    }
    bend(target_);
    const std::int64_t instant = *origin_ + position * live_packet_us + delay_us_;
    if (instant < last_ + step_us_min) {
        return std::nullopt;
    }
    last_ = instant;
    return instant;
}

} // namespace live
