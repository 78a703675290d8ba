#include "media/gain_plan.hpp"

#include <algorithm>
#include <cmath>

namespace media {

namespace {

constexpr double coding_margin_db = 0.9;
constexpr double gain_db_max = 45;
// Closer than the promise, so that a second measurement elsewhere still agrees.
constexpr double wanted_tolerance_lu = loudness_tolerance_lu - 0.1;

} // namespace

GainPlan first_plan(const Loudness& input, const LoudnessTarget& target) {
    GainPlan plan;
    plan.gain_db =
        std::clamp(target.integrated_lufs - input.integrated_lufs, -gain_db_max, gain_db_max);
    plan.ceiling_dbtp = target.true_peak_dbtp - coding_margin_db;
    plan.limit = input.true_peak_dbtp + plan.gain_db > plan.ceiling_dbtp;
    return plan;
}

bool meets(const Loudness& result, const LoudnessTarget& target) {
    return std::abs(result.integrated_lufs - target.integrated_lufs) <= wanted_tolerance_lu &&
           result.true_peak_dbtp <= target.true_peak_dbtp;
}

GainPlan next_plan(const GainPlan& previous, const Loudness& result, const LoudnessTarget& target) {
    GainPlan plan = previous;
    plan.limit = true;
    const double missing = target.integrated_lufs - result.integrated_lufs;
    // The limiter takes part of every added decibel too, so a little more than what is missing is
    // given.
    const double generosity = previous.limit && missing > 0 ? 1.25 : 1.0;
    plan.gain_db = std::clamp(previous.gain_db + missing * generosity, -gain_db_max, gain_db_max);
    const double excess = result.true_peak_dbtp - target.true_peak_dbtp;
    if (excess > 0) {
        plan.ceiling_dbtp -= excess + 0.1;
    }
    return plan;
}

} // namespace media
