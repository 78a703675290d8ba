#pragma once

#include "devices/device.hpp"

#include <string>

namespace devices {

/// As stored and sent: `{"steps":[{"from":"05:00:00","percent":70}],"emergency_percent_min":80}`.
[[nodiscard]] std::string write_volume(const DesiredVolume& volume);
[[nodiscard]] base::Result<DesiredVolume> read_volume(std::string_view text);

} // namespace devices
