#pragma once

#include "area/area_path.hpp"
#include "area/point.hpp"
#include "base/result.hpp"
#include "content/targets.hpp"
#include "device_protocol/device_id.hpp"

#include <compare>
#include <optional>
#include <vector>

namespace schedule {

/// When a device speaks where neighbours speak one after the other (stagger.hpp). The default: with
/// everybody else.
struct StaggerSlot {
    std::int32_t index = 0;
    std::int32_t count = 1;  ///< of the clusters that hear each other, directly or over others
    std::int64_t gap_ms = 0; ///< until the last sound of one slot has died away

    friend auto operator<=>(const StaggerSlot&, const StaggerSlot&) = default;
};

/// A device as the timeline needs it.
struct TargetDevice {
    device_protocol::DeviceId id;
    area::AreaPath area; ///< where it stands; its rules come from here
    std::vector<device_protocol::DeviceGroupId> groups;
    std::optional<area::Point> position;
    std::int32_t watt = 0; ///< of all its speakers; 0: not known
    /// Given by assign_slots before planning; the register does not know it.
    StaggerSlot slot;

    friend bool operator==(const TargetDevice&, const TargetDevice&) = default;
};

/// Which devices there are; implemented over the device register. Safe to call from any worker
/// thread; may fail with Fault::unavailable.
class TargetDevices {
public:
    virtual ~TargetDevices() = default;
    /// Claimed devices in service within the area, in order of id.
    [[nodiscard]] virtual base::Result<std::vector<TargetDevice>>
    devices_in(const area::AreaPath& area) = 0;
};

} // namespace schedule
