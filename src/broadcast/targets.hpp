#pragma once

#include "area/drawn_area.hpp"
#include "area/village.hpp"
#include "content/targets.hpp"
#include "devices/device.hpp"
#include "devices/presence.hpp"

#include <map>
#include <optional>
#include <set>
#include <vector>

/// Pure: which devices a choice on the map or in the tree means, and whom they reach.
namespace broadcast {

using area::Circle;
using area::Polygon;
using devices::DeviceId;

/// Everything within a distance of a device, that one included.
struct Nearby {
    DeviceId device;
    std::int32_t metres = 0;

    friend bool operator==(const Nearby&, const Nearby&) = default;
};

/// The union of all that is chosen.
struct TargetChoice {
    content::Targets named;
    std::vector<Circle> circles;
    std::vector<Nearby> nearby;
    std::vector<Polygon> polygons;

    friend bool operator==(const TargetChoice&, const TargetChoice&) = default;
    /// Beside the drawing of `named`, which knows its unit.
    [[nodiscard]] bool has_shapes() const {
        return !circles.empty() || !nearby.empty() || !polygons.empty();
    }
    [[nodiscard]] bool empty() const { return named.empty() && !has_shapes(); }
};

/// Refuses `broadcast.wrong_shape` with the member: coordinates off the globe, no distance, fewer
/// than three corners, too many of anything.
[[nodiscard]] base::Result<void> check_shapes(const TargetChoice& choice);

/// What the choice means among these devices, ascending by id. Devices without a position are in no
/// shape. Those that cannot sound are left out by whoever lists the devices.
[[nodiscard]] std::vector<devices::Device>
choose_targets(const TargetChoice& choice, const std::vector<devices::Device>& devices);

/// What is told before anything is sent.
struct Reach {
    std::int64_t devices = 0;
    std::int64_t offline = 0;          ///< not heard of now
    std::int64_t villages = 0;         ///< with at least one of the devices, each once
    std::int64_t people = 0;           ///< of these villages, where the figure is known
    std::int64_t villages_unknown = 0; ///< without a figure
    std::int64_t devices_in_none = 0;  ///< stand in no village of the register

    friend bool operator==(const Reach&, const Reach&) = default;
};

[[nodiscard]] Reach assess_reach(const std::vector<devices::Device>& targets,
                                 const std::map<DeviceId, devices::Condition>& conditions,
                                 const std::map<area::AreaCode, area::Village>& villages);

} // namespace broadcast
