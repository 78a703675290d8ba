#pragma once

#include "devices/device.hpp"
#include "storage/database.hpp"

#include <vector>

/// Which devices can send what they hear, by their own word.
namespace broadcast {

using devices::DeviceId;

void note_input(storage::Transaction& transaction, const DeviceId& device, bool has_input);

struct DeviceInput {
    DeviceId device;
    std::string name;
    std::string place;
    area::AreaPath area;
};
/// Of claimed devices within one of the areas, by name.
[[nodiscard]] std::vector<DeviceInput> list_inputs(storage::Connection& connection,
                                                   const std::vector<area::AreaPath>& areas);

} // namespace broadcast
