#include "broadcast/targets.hpp"

#include <algorithm>

namespace broadcast {

namespace {

using devices::Device;

bool is_distance(std::int32_t metres) {
    return metres > 0 && metres <= area::metres_max;
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
           std::ranges::find(named.devices, device.id) != named.devices.end() ||
           (named.drawn && named.drawn->contains(device.details.area, device.details.position));
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
    if (choice.circles.size() + choice.nearby.size() + choice.polygons.size() > area::shapes_max) {
        wrong("/polygons", "nhiều nhất 50 vùng", "at most 50 shapes");
    } else {
        error.fields = area::faults_of(choice.circles, choice.polygons);
    }
    for (std::size_t i = 0; i < choice.nearby.size(); ++i) {
        if (!is_distance(choice.nearby[i].metres)) {
            wrong("/nearby/" + std::to_string(i), "khoảng cách sai", "the distance is wrong");
        }
    }
    if (choice.named.drawn) {
        for (base::FieldError& fault : area::faults_of(*choice.named.drawn)) {
            fault.pointer.insert(0, "/drawn");
            error.fields.push_back(std::move(fault));
        }
    }
    return error.fields.empty() ? base::Result<void>() : base::fail(std::move(error));
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
        const auto holds = [&](const auto& shape) {
            return area::contains(shape, *device.details.position);
        };
        return std::ranges::any_of(circles, holds) || std::ranges::any_of(choice.polygons, holds);
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
