#pragma once

#include "schedule/timeline.hpp"

namespace schedule {

/// Devices that the same programmes name under the same rules in the same slot; they are planned
/// once for all.
struct DeviceGroup {
    std::vector<std::size_t> rules_by_day; ///< index into the RuleBook for each day of the window
    std::vector<std::uint32_t> programmes; ///< ascending
    StaggerSlot slot;
    std::vector<std::uint32_t> devices; ///< indices into the input, ascending
};

/// Every device that some programme names, in exactly one group; in order of their first device.
[[nodiscard]] std::vector<DeviceGroup> group_devices(std::span<const ResolvedProgramme> programmes,
                                                     const RuleBook& rules,
                                                     std::span<const TargetDevice> devices,
                                                     const PlanWindow& window);

} // namespace schedule
