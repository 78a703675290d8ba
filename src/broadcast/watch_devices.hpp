#pragma once

#include "broadcast/desk.hpp"

namespace broadcast {

/// How long after the start of the server a device counts as unknown and not as silent: one
/// heartbeat and the time of a reconnection.
inline constexpr base::Millis patience = std::chrono::seconds(120);

/// Once at the start: nothing is known until each device is heard again.
[[nodiscard]] base::Result<void> forget_presences(BroadcastDesk& desk);

/// Step of the dispatcher: tells browsers of devices whose lease ended after `since`; returns the
/// instant up to which was looked.
[[nodiscard]] base::Result<base::Instant> tell_silent_devices(BroadcastDesk& desk,
                                                              base::Instant since);

} // namespace broadcast
