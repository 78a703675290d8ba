#pragma once

#include "base/clock.hpp"

#include <atomic>

namespace testing_support {

/// A clock that stands still until told. Safe to move from another thread.
class ManualClock final : public base::Clock {
public:
    explicit ManualClock(base::Instant start) : ms_(start.ms) {}
    [[nodiscard]] base::Instant now() const override { return {ms_.load()}; }
    void set(base::Instant at) { ms_.store(at.ms); }
    void advance(base::Millis span) { ms_.fetch_add(span.count()); }

private:
    std::atomic<std::int64_t> ms_;
};

} // namespace testing_support
