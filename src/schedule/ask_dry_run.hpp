#pragma once

#include "rights/actor.hpp"
#include "schedule/dry_run.hpp"
#include "schedule/schedule_desk.hpp"

namespace schedule {

inline constexpr int dry_run_days_max = 366;

/// Either a place with everything below it, or one device.
struct DryRunQuestion {
    std::optional<area::AreaPath> area;
    std::optional<device_protocol::DeviceId> device;
    base::LocalDate date;
};

/// A day from today to a year from now, by the programmes and rules of this moment; changes
/// nothing. For whoever may read the schedule of the place. Refuses other days with
/// `schedule.no_dry_run_then`, and `schedule.bad_filter` unless one place is named.
[[nodiscard]] base::Result<DryRun> ask_dry_run(ScheduleDesk& desk, const rights::Actor& actor,
                                               const DryRunQuestion& question);

} // namespace schedule
