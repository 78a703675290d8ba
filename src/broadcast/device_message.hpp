#pragma once

#include "base/result.hpp"
#include "broadcast/intake.hpp"
#include "device_protocol/event.hpp"
#include "device_protocol/session_messages.hpp"
#include "devices/device.hpp"
#include "mqtt/client.hpp"

#include <optional>
#include <variant>
#include <vector>

namespace broadcast {

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

/// Nothing when the topic is not one on which a device speaks.
[[nodiscard]] std::optional<Origin> origin_of(std::string_view topic);

/// Refuses what is not what its topic says.
[[nodiscard]] base::Result<DeviceMessage> read_device_message(const Origin& origin,
                                                              const std::string& payload);

/// Of a few messages those that can be read, in order; the others are written to the log.
[[nodiscard]] std::vector<DeviceMessage> hear(const std::vector<mqtt::Message>& messages);

} // namespace broadcast
