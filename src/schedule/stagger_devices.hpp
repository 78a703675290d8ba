#pragma once

#include "rights/actor.hpp"
#include "schedule/schedule_desk.hpp"
#include "schedule/stagger.hpp"

namespace schedule {

/// Gives the devices their slots among everybody who can be heard near them, also of other units
/// whose rules ask for it. Asks the register only when some rule does.
[[nodiscard]] base::Result<void> give_slots(ScheduleDesk& desk, const RuleBook& rules,
                                            std::span<TargetDevice> devices,
                                            const PlanWindow& window);

/// What an officer looks at before switching it on, or while it is on.
struct StaggerQuestion {
    area::AreaPath area;
    /// As if the unit's rules asked for it with this distance; absent: as the rules are.
    std::optional<std::int32_t> hearing_metres;
    std::int64_t duration_ms = 10 * 60'000; ///< of the speech
};

struct StaggeredDevice {
    device_protocol::DeviceId device;
    std::int32_t slot = 0; ///< from 0
    std::int64_t offset_ms = 0;
    std::vector<device_protocol::DeviceId> neighbours; ///< of the area, that hear it or it hears
};

struct StaggerView {
    bool is_on = false; ///< by the rules in force today, whatever was asked
    std::int32_t hearing_metres = 0;
    std::int64_t duration_ms = 0;
    std::int32_t slot_count = 1;
    std::int64_t added_ms = 0; ///< until the last slot ends, beyond the length of the speech
    std::vector<StaggeredDevice> devices;
    std::vector<device_protocol::DeviceId> without_position; ///< they speak in the first slot
};

/// `schedule.bad_filter` for a distance or a length out of range.
[[nodiscard]] base::Result<StaggerView> view_stagger(ScheduleDesk& desk, const rights::Actor& actor,
                                                     const StaggerQuestion& question);

} // namespace schedule
