#pragma once

#include "area/area_path.hpp"
#include "base/result.hpp"
#include "content/targets.hpp"
#include "device_protocol/device_id.hpp"

#include <vector>

namespace schedule {

/// A device as the timeline needs it.
struct TargetDevice {
    device_protocol::DeviceId id;
    area::AreaPath area; ///< where it stands; its rules come from here
    std::vector<device_protocol::DeviceGroupId> groups;

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
