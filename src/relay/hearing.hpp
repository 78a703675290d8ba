#pragma once

#include "base/instant.hpp"

#include <cstdint>
#include <optional>

namespace relay {

/// Between the two limits nothing changes, so that a level at the limit does not flicker.
struct HearingRules {
    double silent_below_db = -50; ///< decibels below full scale of a window's mean power
    double sound_above_db = -45;
    /// A shorter noise (a click, a switch) does not end a silence.
    base::Millis noise_min{300};
    /// A shorter pause (a breath, the end of a tune) does not end a sounding.
    base::Millis pause_max{2'000};
};

/// Whether there is sound on one source, told from the level of window after window. Pure.
class Hearing {
public:
    explicit Hearing(HearingRules rules = {}) : rules_(rules) {}

    static constexpr base::Millis window{100};

    /// The next tenth of a second, which came at `at`.
    void take(double level_db, base::Instant at);

    /// When anything came, however quiet.
    [[nodiscard]] std::optional<base::Instant> came_at() const { return came_at_; }
    /// When there was sound last.
    [[nodiscard]] std::optional<base::Instant> heard_at() const { return heard_at_; }
    /// Since when it has sounded, as long as it does.
    [[nodiscard]] std::optional<base::Instant> sounding_since(base::Instant now) const;

private:
    HearingRules rules_;
    bool loud_ = false;
    std::int64_t loud_windows_ = 0;
    std::optional<base::Instant> came_at_;
    std::optional<base::Instant> heard_at_;
    std::optional<base::Instant> since_;
};

} // namespace relay
