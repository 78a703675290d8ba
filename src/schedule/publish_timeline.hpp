#pragma once

#include "content/bulletin_id.hpp"
#include "schedule/schedule_desk.hpp"
#include "schedule/timeline.hpp"

namespace schedule {

/// How many days from today are published: seven whole ones at any time of day.
inline constexpr int published_days = 8;
[[nodiscard]] PlanWindow published_window(base::Instant now);

/// Plans the devices of these places anew and writes what changed; returns how many devices it
/// changed for. Devices are planned one by one, so planning some gives what planning all would; the
/// slots of neighbours that speak one after the other are known before. Runs that have begun stay.
/// Idempotent. For the outbox topic `schedule.changed`, and once a day for the whole country so
/// that the next day comes in.
[[nodiscard]] base::Result<std::int64_t> replan(ScheduleDesk& desk,
                                                const std::vector<area::AreaPath>& places);

/// The same after a bulletin was approved, withdrawn or changed: for the outbox topic
/// `content.changed`.
[[nodiscard]] base::Result<std::int64_t> replan_bulletin(ScheduleDesk& desk,
                                                         const content::BulletinId& bulletin);

/// Devices in service within the places, each once, in order of id.
[[nodiscard]] base::Result<std::vector<TargetDevice>>
devices_within(TargetDevices& devices, const std::vector<area::AreaPath>& places);

} // namespace schedule
