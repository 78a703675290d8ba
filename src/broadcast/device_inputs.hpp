#pragma once

#include "device_protocol/command.hpp"
#include "devices/device.hpp"
#include "storage/database.hpp"

#include <optional>
#include <vector>

/// Which devices can send what they hear, by their own word.
namespace broadcast {

using device_protocol::InputUse;
using devices::DeviceId;

/// In the place of what it said before.
void note_inputs(storage::Transaction& transaction, const DeviceId& device,
                 const std::vector<InputUse>& inputs);

/// An input of a claimed device.
struct DeviceInput {
    DeviceId device;
    std::string name; ///< of the device, as its place and area
    std::string place;
    area::AreaPath area;
    bool online = false; ///< carries out now what it is told
};
/// Within one of the areas, by name.
[[nodiscard]] std::vector<DeviceInput> list_inputs(storage::Connection& connection,
                                                   const std::vector<area::AreaPath>& areas,
                                                   InputUse use, base::Instant now);
[[nodiscard]] std::optional<DeviceInput> find_input(storage::Connection& connection,
                                                    const DeviceId& device, InputUse use,
                                                    base::Instant now);

} // namespace broadcast
