#pragma once

#include "area/area_path.hpp"
#include "area/drawn_area.hpp"
#include "device_protocol/device_id.hpp"

#include <optional>
#include <vector>

namespace content {

/// Where something is to sound (R25): everything in some areas, single groups and devices, and what
/// stands in a drawn part of an area whenever it sounds.
struct Targets {
    std::vector<area::AreaPath> areas;
    std::vector<device_protocol::DeviceGroupId> groups;
    std::vector<device_protocol::DeviceId> devices;
    std::optional<area::DrawnArea> drawn;

    friend bool operator==(const Targets&, const Targets&) = default;
    [[nodiscard]] bool empty() const {
        return areas.empty() && groups.empty() && devices.empty() && !drawn;
    }
};

} // namespace content
