#pragma once

#include "device_protocol/desired_state.hpp"

#include <vector>

namespace player {

/// Is it quiet at this instant? `from` belongs to the quiet time, `to` does not any more.
[[nodiscard]] bool is_quiet(const std::vector<device_protocol::QuietHours>& quiet,
                            base::Instant at);

/// The first instant after `at` and within two days at which quiet begins or ends; nothing when
/// there is none.
[[nodiscard]] std::optional<base::Instant>
next_quiet_change(const std::vector<device_protocol::QuietHours>& quiet, base::Instant at);

} // namespace player
