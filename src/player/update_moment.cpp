#include "player/update_moment.hpp"

#include <algorithm>

namespace player {

namespace {

bool in_hours(base::LocalTime from, base::LocalTime to, base::Instant now) {
    const base::LocalTime time = base::to_local(now).time;
    if (from == to) {
        return true;
    }
    return from < to ? from <= time && time < to : time >= from || time < to;
}

} // namespace

bool may_change_over(const device_protocol::UpdateOrder& order, const Moment& moment,
                     const std::vector<PlannedRun>& planned) {
    if (!moment.clock_known || moment.sounding || !in_hours(order.from, order.to, moment.now)) {
        return false;
    }
    const base::Instant near = moment.now + std::chrono::minutes(order.quiet_minutes);
    return std::ranges::none_of(planned, [&](const PlannedRun& run) {
        return run.cid || (run.at <= near && moment.now <= run.not_after + late_tolerance);
    });
}

bool has_crashed_too_often(const Trial& trial) {
    return trial.starts >= trial_starts_max;
}

TrialVerdict judge_trial(const TrialHealth& health, base::Millis length) {
    if (health.connected >= length && health.store_works && health.output_works) {
        return TrialVerdict::confirm;
    }
    return health.running >= length * 3 ? TrialVerdict::go_back : TrialVerdict::wait;
}

} // namespace player
