#pragma once

#include "rights/actor.hpp"
#include "schedule/schedule_desk.hpp"
#include "schedule/unit_rules.hpp"

namespace schedule {

/// A unit's own rules from a day on. `rules.version` is that of the rules which were read, 0 for
/// new ones. Needs the right to manage settings there, and replans the area.
/// `schedule.wrong_rules`, `schedule.changed_meanwhile`.
[[nodiscard]] base::Result<UnitRules> change_rules(ScheduleDesk& desk, const rights::Actor& actor,
                                                   UnitRules rules);

/// The version of the area's own rules that begin on the day; 0 when there are none.
[[nodiscard]] base::Result<std::int64_t>
own_rules_version(ScheduleDesk& desk, const area::AreaPath& area, base::LocalDate effective_from);

/// The rules in force for an area on a day.
[[nodiscard]] base::Result<UnitRules> rules_in_force(ScheduleDesk& desk, const area::AreaPath& area,
                                                     base::LocalDate date);

} // namespace schedule
