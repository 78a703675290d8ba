#pragma once

#include "base/result.hpp"
#include "device_protocol/event.hpp"
#include "device_protocol/session_messages.hpp"
#include "devices/device.hpp"
#include "mqtt/client.hpp"

#include <optional>
#include <variant>
#include <vector>

namespace broadcast {

using devices::DeviceId;

/// A message of a device, read: who speaks and what is said. Reading needs no database, so it is
/// done as messages arrive, beside the transaction that takes the ones before, and once only
/// however often that is tried.
struct DeviceMessage {
    DeviceId device;
    std::variant<device_protocol::Hello, device_protocol::StateNotice, device_protocol::Heartbeat,
                 device_protocol::ReportedState, device_protocol::Acknowledgement,
                 device_protocol::EventBatch>
        said;
};

/// Refuses what is not from a device, or is not what its topic says.
[[nodiscard]] base::Result<DeviceMessage> read_device_message(const mqtt::Message& message);

/// The same; nothing for what cannot be read, which is written to the log and costs nothing else.
[[nodiscard]] std::optional<DeviceMessage> hear(const mqtt::Message& message);
/// Those that can be read, in order.
[[nodiscard]] std::vector<DeviceMessage> hear(const std::vector<mqtt::Message>& messages);

} // namespace broadcast
