#pragma once

#include <string_view>

namespace player {

/// Tells systemd, if it started us (sd_notify(3): a datagram to $NOTIFY_SOCKET).
void notify_service(std::string_view state);

} // namespace player
