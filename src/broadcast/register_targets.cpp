#include "broadcast/register_targets.hpp"

#include "devices/device_list.hpp"

namespace broadcast {

base::Result<std::vector<schedule::TargetDevice>>
RegisterTargets::devices_in(const area::AreaPath& area) {
    using Targets = std::vector<schedule::TargetDevice>;
    return database_.read([&](storage::Connection& connection) -> base::Result<Targets> {
        Targets targets;
        for (const devices::Device& device :
             devices::select_targets(connection, {.areas = {area}})) {
            targets.push_back(
                {.id = device.id, .area = device.details.area, .groups = device.groups});
        }
        return targets;
    });
}

} // namespace broadcast
