#pragma once

#include "device_protocol/desired_state.hpp"
#include "device_protocol/words.hpp"

namespace player {

/// A volume that a command set for a while.
struct VolumeOverride {
    std::int32_t percent = 0;
    base::Instant until;
};

struct VolumeQuestion {
    base::Instant at;
    device_protocol::BroadcastClass class_ = device_protocol::BroadcastClass::ordinary;
    std::optional<std::int32_t> run_percent; ///< what the run itself asks for
    std::optional<VolumeOverride> commanded; ///< what a command asks for, until it ends
};

/// Spec section 8: the run's own volume before a command's before the plan of the day with its
/// ramps; an emergency never below the plan's minimum. Without any plan: 100.
[[nodiscard]] double percent_at(const device_protocol::VolumePlan& plan,
                                const VolumeQuestion& question);

/// The factor on samples: the square of percent / 100, so that half the scale is 12 dB less; 100
/// leaves them untouched.
[[nodiscard]] float gain_of(double percent);

} // namespace player
