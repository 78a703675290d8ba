#pragma once

#include "broadcast/desk.hpp"
#include "mqtt/client.hpp"

namespace broadcast {

/// How long after the start of the server a device counts as unknown and not as silent: one
/// heartbeat and the time of a reconnection.
inline constexpr base::Millis patience = std::chrono::seconds(120);

/// Once at the start: nothing is known until each device is heard again.
[[nodiscard]] base::Result<void> forget_presences(BroadcastDesk& desk);

/// After each connection to the broker: what was said meanwhile is lost, so every device is asked
/// to tell at once what it has and plays, one publish for each topmost area. Best effort: who does
/// not hear it tells with its next heartbeat.
[[nodiscard]] base::Result<void> ask_for_reports(BroadcastDesk& desk, mqtt::Client& client);
/// Pure: over how long a fleet of so many may answer.
[[nodiscard]] base::Millis report_spread(std::size_t devices);

/// Step of the dispatcher: tells browsers of devices whose lease ended after `since`; returns the
/// instant up to which was looked.
[[nodiscard]] base::Result<base::Instant> tell_silent_devices(BroadcastDesk& desk,
                                                              base::Instant since);

} // namespace broadcast
