#pragma once

#include "broadcast/desk.hpp"
#include "mqtt/client.hpp"

namespace broadcast {

/// Step of the dispatcher, before `send_commands`: publishes what is addressed to groups, each
/// once. A crash after the publish repeats it: devices know the command's id. Returns how many.
[[nodiscard]] base::Result<std::size_t> send_to_groups(BroadcastDesk& desk, mqtt::Client& client);

/// Step of the dispatcher: publishes commands that are due to single devices, the oldest first, and
/// notes that they were sent. A crash between the two sends a command twice: the device knows its
/// id. What was sent before goes again only if it was due at `heard_until`, the instant before
/// which everything that came from devices is stored: under load an acknowledgement may wait here
/// unread. Stops quietly when the broker is away. Returns how many were published; run again at
/// once while it is `commands_per_step`.
inline constexpr std::size_t commands_per_step = 500;
[[nodiscard]] base::Result<std::size_t> send_commands(BroadcastDesk& desk, mqtt::Client& client,
                                                      base::Instant heard_until);

/// Step of the dispatcher: deliveries whose time is over become `expired` or `silent`. Returns how
/// many.
[[nodiscard]] base::Result<std::size_t> let_time_pass(BroadcastDesk& desk);

} // namespace broadcast
