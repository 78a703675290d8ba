#include "player/volume.hpp"

#include <algorithm>

namespace player {

using device_protocol::VolumeLevel;
using device_protocol::VolumePlan;

namespace {

constexpr std::int32_t day_s = 86'400;

double planned_percent(const VolumePlan& plan, base::Instant at) {
    if (plan.levels.empty()) {
        return 100;
    }
    const base::LocalTime now = base::to_local(at).time;
    const auto later = std::ranges::find_if(
        plan.levels, [&](const VolumeLevel& level) { return level.from > now; });
    // Before the first level of the day the last one of the evening still holds.
    const VolumeLevel& current =
        later == plan.levels.begin() ? plan.levels.back() : *std::prev(later);
    const auto index = &current - plan.levels.data();
    const VolumeLevel& before =
        index == 0 ? plan.levels.back() : plan.levels[static_cast<std::size_t>(index - 1)];
    const double since_ms =
        static_cast<double>((now.seconds - current.from.seconds + day_s) % day_s) * 1000.0 +
        static_cast<double>(((at.ms % 1000) + 1000) % 1000);
    const double ramp_ms = plan.ramp_s * 1000.0;
    if (since_ms >= ramp_ms) {
        return current.percent;
    }
    return before.percent + (current.percent - before.percent) * since_ms / ramp_ms;
}

} // namespace

double percent_at(const VolumePlan& plan, const VolumeQuestion& question) {
    double percent = 0;
    if (question.run_percent) {
        percent = *question.run_percent;
    } else if (question.commanded && question.at < question.commanded->until) {
        percent = question.commanded->percent;
    } else {
        percent = planned_percent(plan, question.at);
    }
    if (question.class_ == device_protocol::BroadcastClass::emergency) {
        percent = std::max<double>(percent, plan.emergency_min_percent);
    }
    return std::clamp(percent, 0.0, 100.0);
}

float gain_of(double percent) {
    const double part = percent / 100.0;
    return static_cast<float>(part * part);
}

} // namespace player
