#pragma once

#include "area/area_path.hpp"
#include "device_protocol/device_id.hpp"

#include <vector>

namespace content {

/// Where something is to sound (R25): everything in some areas, and single groups and devices.
struct Targets {
    std::vector<area::AreaPath> areas;
    std::vector<device_protocol::DeviceGroupId> groups;
    std::vector<device_protocol::DeviceId> devices;

    friend bool operator==(const Targets&, const Targets&) = default;
    [[nodiscard]] bool empty() const { return areas.empty() && groups.empty() && devices.empty(); }
};

} // namespace content
