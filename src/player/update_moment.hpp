#pragma once

#include "device_protocol/desired_state.hpp"
#include "player/planned_run.hpp"

#include <string>
#include <vector>

/// Pure decisions about a change of the program (spec section 15).
namespace player {

struct Moment {
    base::Instant now;
    bool clock_known = false;
    bool sounding = false;
};

/// Whether the program may be left now: in the hours of the order, in silence, and nothing of
/// `planned` is near (15.5). What was commanded counts until it is over.
[[nodiscard]] bool may_change_over(const device_protocol::UpdateOrder& order, const Moment& moment,
                                   const std::vector<PlannedRun>& planned);

/// A program that has not proven itself yet.
struct Trial {
    std::string order;
    std::string version;
    std::string from; ///< the place to go back to: `a`, `b` or empty for the program of the package
    std::string to;
    std::int32_t starts = 0; ///< how often it was started

    friend bool operator==(const Trial&, const Trial&) = default;
};

inline constexpr std::int32_t trial_starts_max = 3;

/// What the launcher does before a program runs: start it (counted), or go back.
[[nodiscard]] bool has_crashed_too_often(const Trial& trial);

struct TrialHealth {
    base::Millis running{0};   ///< since this start
    base::Millis connected{0}; ///< welcomed, without a break, till now
    bool store_works = false;
    bool output_works = false;
};

enum class TrialVerdict : std::uint8_t { wait, confirm, go_back };

/// `length` is how long it must work; three times that long it may try.
[[nodiscard]] TrialVerdict judge_trial(const TrialHealth& health, base::Millis length);

} // namespace player
