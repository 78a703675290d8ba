#pragma once

#include "player/clock_watch.hpp"

namespace player {

/// What the kernel says of the time and of its synchronisation (adjtimex).
[[nodiscard]] SystemTime read_system_time();
[[nodiscard]] std::int64_t process_memory_kb();
[[nodiscard]] std::int64_t machine_uptime_s();

} // namespace player
