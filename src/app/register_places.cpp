#include "app/register_places.hpp"

#include "devices/device_list.hpp"
#include "devices/device_record.hpp"

namespace app {

base::Result<std::vector<area::AreaPath>>
RegisterPlaces::places_of(const content::Targets& targets) {
    using Places = std::vector<area::AreaPath>;
    return database_.read([&](storage::Connection& connection) -> base::Result<Places> {
        Places places = targets.areas;
        for (const auto& group : targets.groups) {
            const auto found = devices::find_group(connection, group);
            if (!found) {
                return content::unknown_target();
            }
            places.push_back(found->area);
        }
        const auto found = devices::find_devices(connection, targets.devices);
        if (found.size() < targets.devices.size()) {
            return content::unknown_target();
        }
        for (const devices::Device& device : found) {
            places.push_back(device.details.area);
        }
        if (targets.drawn) {
            places.push_back(targets.drawn->within);
        }
        return places;
    });
}

base::Result<std::vector<schedule::TargetDevice>>
RegisterPlaces::devices_in(const area::AreaPath& area) {
    using Targets = std::vector<schedule::TargetDevice>;
    return database_.read([&](storage::Connection& connection) -> base::Result<Targets> {
        Targets targets;
        for (const devices::Device& device :
             devices::select_targets(connection, {.areas = {area}, .groups = {}, .devices = {}})) {
            schedule::TargetDevice target{device.id, device.details.area, device.groups};
            target.position = device.details.position;
            target.watt = device.details.watt;
            targets.push_back(std::move(target));
        }
        return targets;
    });
}

} // namespace app
