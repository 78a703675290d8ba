#pragma once

#include "content/target_places.hpp"
#include "schedule/target_devices.hpp"

#include <algorithm>
#include <map>

namespace schedule {

/// A register of devices in memory, for tests of the schedule. Not for several threads.
class MemoryDevices final : public TargetDevices, public content::TargetPlaces {
public:
    MemoryDevices() = default;
    explicit MemoryDevices(std::vector<TargetDevice> in_service) : devices(std::move(in_service)) {}

    base::Result<std::vector<TargetDevice>> devices_in(const area::AreaPath& area) override {
        std::vector<TargetDevice> found;
        std::ranges::copy_if(devices, std::back_inserter(found),
                             [&](const TargetDevice& one) { return area.covers(one.area); });
        std::ranges::sort(found, {}, &TargetDevice::id);
        return found;
    }
    base::Result<std::vector<area::AreaPath>> places_of(const content::Targets& targets) override {
        std::vector<area::AreaPath> places = targets.areas;
        for (const auto& id : targets.groups) {
            const auto group = groups.find(id);
            if (group == groups.end()) {
                return content::unknown_target();
            }
            places.push_back(group->second);
        }
        for (const auto& id : targets.devices) {
            const auto device = std::ranges::find(devices, id, &TargetDevice::id);
            if (device == devices.end()) {
                return content::unknown_target();
            }
            places.push_back(device->area);
        }
        if (targets.drawn) {
            places.push_back(targets.drawn->within);
        }
        return places;
    }

    std::vector<TargetDevice> devices; ///< claimed and in service
    std::map<device_protocol::DeviceGroupId, area::AreaPath> groups;
};

} // namespace schedule
