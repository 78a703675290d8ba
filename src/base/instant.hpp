#pragma once

#include <chrono>
#include <compare>
#include <cstdint>

namespace base {

using Millis = std::chrono::milliseconds;

/// A point in time: UTC milliseconds since 1970-01-01. Stored and sent as that integer.
struct Instant {
    std::int64_t ms = 0;

    friend constexpr auto operator<=>(const Instant&, const Instant&) = default;
    friend constexpr Instant operator+(Instant at, Millis span) { return {at.ms + span.count()}; }
    friend constexpr Instant operator-(Instant at, Millis span) { return {at.ms - span.count()}; }
    friend constexpr Millis operator-(Instant a, Instant b) { return Millis{a.ms - b.ms}; }
};

} // namespace base
