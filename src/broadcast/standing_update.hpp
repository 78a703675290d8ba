#pragma once

#include "device_protocol/desired_state.hpp"
#include "device_protocol/device_id.hpp"
#include "device_protocol/event.hpp"
#include "device_protocol/session_messages.hpp"
#include "storage/database.hpp"

#include <optional>
#include <string>

/// The program that a device is ordered to run (spec section 15), on its way to the device; and
/// what the device says of it. Who is ordered what is decided elsewhere (updates/).
namespace broadcast {

using device_protocol::DeviceId;

/// The device's next desired state carries it, instead of an order before. `bundle` is the id of
/// its row.
void put_standing_update(storage::Transaction& transaction, DeviceId device,
                         std::string_view bundle, const device_protocol::UpdateOrder& order);
/// Unless it has another order meanwhile.
void remove_standing_update(storage::Transaction& transaction, DeviceId device,
                            std::string_view order);
[[nodiscard]] std::optional<device_protocol::UpdateOrder>
find_standing_update(storage::Connection& connection, DeviceId device);

/// From a hello: whether the device has level `update` now, and the platform that it runs on; empty
/// when it does not say.
void note_program(storage::Transaction& transaction, DeviceId device, bool takes_updates,
                  std::string_view platform);
void note_progress(storage::Transaction& transaction, DeviceId device,
                   const std::optional<device_protocol::UpdateProgress>& progress);
/// The first result of an order counts; a device may tell one twice. The order has done its work.
void note_result(storage::Transaction& transaction, DeviceId device,
                 const device_protocol::UpdateResult& result, base::Instant at);

} // namespace broadcast
