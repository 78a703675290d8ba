#pragma once

#include "media/loudness.hpp"

namespace media {

/// One attempt at the target: a static gain, then a limiter at `ceiling_dbtp`.
struct GainPlan {
    double gain_db = 0;
    double ceiling_dbtp = -1;
    bool limit = false; ///< false when nothing would reach the ceiling: the sound stays as it is
};

/// Recordings below this are taken for silence: the gain would bring up nothing but noise.
inline constexpr double too_quiet_lufs = -55;

/// The first attempt, from the measured input. Lossy coding moves peaks a little, so the ceiling
/// keeps a margin.
[[nodiscard]] GainPlan first_plan(const Loudness& input, const LoudnessTarget& target);

/// True when a measured result may leave the house.
[[nodiscard]] bool meets(const Loudness& result, const LoudnessTarget& target);

/// The next attempt after one that did not meet the target: a limiter takes loudness away, which is
/// given back as gain.
[[nodiscard]] GainPlan next_plan(const GainPlan& previous, const Loudness& result,
                                 const LoudnessTarget& target);

} // namespace media
