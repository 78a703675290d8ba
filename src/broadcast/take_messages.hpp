#pragma once

#include "broadcast/desk.hpp"
#include "broadcast/device_message.hpp"
#include "mqtt/client.hpp"

#include <vector>

namespace broadcast {

/// Topics that the server listens to. State notices come at QoS 0: when one is lost, the lease of
/// the device's heartbeat tells the same (6.4).
[[nodiscard]] std::vector<mqtt::Subscription> server_subscriptions();

/// Step of the dispatcher: takes what devices said, in the order in which it came, in one
/// transaction. The answers are to be published after it is durable: that is when events and hellos
/// count as heard. A message of a device that is not in use is written to the log and costs nothing
/// else. After an error nothing of the batch is stored; take it again.
[[nodiscard]] base::Result<std::vector<mqtt::Message>>
take_messages(BroadcastDesk& desk, const std::vector<DeviceMessage>& batch);

inline constexpr std::size_t messages_per_batch = 1'000;

} // namespace broadcast
