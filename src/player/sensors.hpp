#pragma once

#include "device_protocol/session_messages.hpp"

#include <filesystem>

namespace player {

/// What the board's own programs measure, from a file that they replace whole:
/// `{"mains":true,"amplifier":"ok","loudspeaker":"ok","audible":false,"sim_left_mb":120}`, each
/// member only where there is a sensor (spec 6.10). Nothing when there is no such file or it cannot
/// be read: a fault is told by somebody who knows, never guessed.
[[nodiscard]] std::optional<device_protocol::Sensors>
read_sensors(const std::filesystem::path& file);

/// With what is known of an amplifier that this program switches: it is at fault when it cannot be
/// switched or when it is measured so.
[[nodiscard]] device_protocol::Sensors with_amplifier(device_protocol::Sensors measured,
                                                      bool can_be_switched);

} // namespace player
