#pragma once

#include "area/drawn_area_json.hpp"
#include "content/targets.hpp"

#include <boost/describe.hpp>

#include <optional>
#include <string>
#include <vector>

namespace broadcast {

/// Targets as a request names them; what is absent is empty.
struct TargetsBody {
    std::optional<std::vector<std::string>> areas;
    std::optional<std::vector<device_protocol::DeviceGroupId>> groups;
    std::optional<std::vector<device_protocol::DeviceId>> devices;
    std::optional<area::DrawnArea> drawn;
};
BOOST_DESCRIBE_STRUCT(TargetsBody, (), (areas, groups, devices, drawn))

/// Refuses what is no path of an area and no shape.
[[nodiscard]] base::Result<content::Targets> read_targets(const TargetsBody& body);

} // namespace broadcast
