#include "broadcast/targets.hpp"

#include "area/point.hpp"

#include <algorithm>
#include <cmath>

namespace broadcast {

namespace {

using devices::Device;

/// About a centimetre, in degrees: a corner that is drawn is also inside.
constexpr double touching = 1e-7;

bool on_globe(const Coordinates& at) {
    return std::isfinite(at.latitude) && std::isfinite(at.longitude) &&
           std::abs(at.latitude) <= 90.0 && std::abs(at.longitude) <= 180.0;
}

bool is_distance(std::int32_t metres) {
    return metres > 0 && metres <= metres_max;
}

bool on_edge(const Coordinates& a, const Coordinates& b, const Coordinates& point) {
    const double along_x = b.longitude - a.longitude;
    const double along_y = b.latitude - a.latitude;
    const double to_x = point.longitude - a.longitude;
    const double to_y = point.latitude - a.latitude;
    const double length = std::hypot(along_x, along_y);
    if (length < touching) {
        return std::hypot(to_x, to_y) < touching;
    }
    const double aside = std::abs(along_x * to_y - along_y * to_x) / length;
    const double forward = (along_x * to_x + along_y * to_y) / length;
    return aside < touching && forward > -touching && forward < length + touching;
}

/// Does a ray from the point to the east cross the edge?
bool crosses(const Coordinates& a, const Coordinates& b, const Coordinates& point) {
    if ((a.latitude > point.latitude) == (b.latitude > point.latitude)) {
        return false;
    }
    const double at = a.longitude + (point.latitude - a.latitude) / (b.latitude - a.latitude) *
                                        (b.longitude - a.longitude);
    return point.longitude < at;
}

bool is_named(const content::Targets& named, const Device& device) {
    const auto covers = [&](const area::AreaPath& area) {
        return area.covers(device.details.area);
    };
    const auto in_group = [&](const devices::GroupId& group) {
        return std::ranges::binary_search(device.groups, group);
    };
    return std::ranges::any_of(named.areas, covers) ||
           std::ranges::any_of(named.groups, in_group) ||
           std::ranges::find(named.devices, device.id) != named.devices.end();
}

/// The distances around devices as circles; a device without a position is only itself.
std::vector<Circle> all_circles(const TargetChoice& choice, const std::vector<Device>& devices) {
    std::vector<Circle> circles = choice.circles;
    for (const Nearby& near : choice.nearby) {
        const auto found = std::ranges::find(devices, near.device, &Device::id);
        if (found != devices.end() && found->details.position) {
            circles.push_back({*found->details.position, near.metres});
        }
    }
    return circles;
}

} // namespace

base::Result<void> check_shapes(const TargetChoice& choice) {
    base::Error error =
        base::refuse(base::Fault::invalid, "broadcast.wrong_shape",
                     "Vùng vẽ trên bản đồ chưa đúng.", "A shape that was drawn is wrong.");
    const auto wrong = [&](const std::string& pointer, const char* vi, const char* en) {
        error.fields.push_back({pointer, {vi, en}});
    };
    if (choice.circles.size() + choice.nearby.size() + choice.polygons.size() > shapes_max) {
        wrong("/polygons", "nhiều nhất 50 vùng", "at most 50 shapes");
    }
    for (std::size_t i = 0; i < choice.circles.size(); ++i) {
        if (!on_globe(choice.circles[i].centre) || !is_distance(choice.circles[i].metres)) {
            wrong("/circles/" + std::to_string(i), "tọa độ hoặc bán kính sai",
                  "coordinates or radius are wrong");
        }
    }
    for (std::size_t i = 0; i < choice.nearby.size(); ++i) {
        if (!is_distance(choice.nearby[i].metres)) {
            wrong("/nearby/" + std::to_string(i), "khoảng cách sai", "the distance is wrong");
        }
    }
    for (std::size_t i = 0; i < choice.polygons.size(); ++i) {
        const Polygon& polygon = choice.polygons[i];
        if (polygon.size() < 3 || polygon.size() > corners_max ||
            !std::ranges::all_of(polygon, on_globe)) {
            wrong("/polygons/" + std::to_string(i), "cần từ 3 đến 1.000 đỉnh có tọa độ đúng",
                  "needs 3 to 1,000 corners with good coordinates");
        }
    }
    return error.fields.empty() ? base::Result<void>() : base::fail(std::move(error));
}

double metres_between(const Coordinates& a, const Coordinates& b) {
    return area::metres_between({a.latitude, a.longitude}, {b.latitude, b.longitude});
}

bool contains(const Polygon& polygon, const Coordinates& point) {
    bool inside = false;
    for (std::size_t i = 0; i < polygon.size(); ++i) {
        const Coordinates& a = polygon[i];
        const Coordinates& b = polygon[(i + 1) % polygon.size()];
        if (on_edge(a, b, point)) {
            return true;
        }
        inside = crosses(a, b, point) ? !inside : inside;
    }
    return inside;
}

std::vector<Device> choose_targets(const TargetChoice& choice, const std::vector<Device>& devices) {
    const std::vector<Circle> circles = all_circles(choice, devices);
    const auto in_shape = [&](const Device& device) {
        const auto is_self = [&](const Nearby& near) { return near.device == device.id; };
        if (std::ranges::any_of(choice.nearby, is_self)) {
            return true;
        }
        if (!device.details.position) {
            return false;
        }
        const Coordinates& at = *device.details.position;
        return std::ranges::any_of(circles,
                                   [&](const Circle& circle) {
                                       return metres_between(circle.centre, at) <= circle.metres;
                                   }) ||
               std::ranges::any_of(choice.polygons,
                                   [&](const Polygon& polygon) { return contains(polygon, at); });
    };
    std::vector<Device> chosen;
    std::ranges::copy_if(devices, std::back_inserter(chosen), [&](const Device& device) {
        return is_named(choice.named, device) || in_shape(device);
    });
    std::ranges::sort(chosen, {}, &Device::id);
    return chosen;
}

Reach assess_reach(const std::vector<Device>& targets,
                   const std::map<DeviceId, devices::Condition>& conditions,
                   const std::map<area::AreaCode, area::Village>& villages) {
    Reach reach{.devices = static_cast<std::int64_t>(targets.size())};
    std::set<area::AreaCode> counted;
    for (const Device& device : targets) {
        const auto condition = conditions.find(device.id);
        const bool online =
            condition != conditions.end() && (condition->second == devices::Condition::online ||
                                              condition->second == devices::Condition::playing);
        reach.offline += online ? 0 : 1;
        bool in_village = false;
        for (const area::AreaCode& code : device.details.area.codes()) {
            const auto village = villages.find(code);
            if (village == villages.end()) {
                continue;
            }
            in_village = true;
            if (counted.insert(code).second) {
                reach.villages += 1;
                reach.people += village->second.population.value_or(0);
                reach.villages_unknown += village->second.population ? 0 : 1;
            }
        }
        reach.devices_in_none += in_village ? 0 : 1;
    }
    return reach;
}

} // namespace broadcast
