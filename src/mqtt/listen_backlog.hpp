#pragma once

#include <cstddef>
#include <cstdint>

namespace mqtt {

/// Mosquitto lets a hundred connections wait for it, whatever the system allows. When two thousand
/// devices come back in one instant the kernel drops the others, and each tries again after one
/// second, then after three (measured). The listening sockets of our own child are widened from
/// outside: through copies of its descriptors. Returns how many were; none where the system forbids
/// it, and everything works as before.
std::size_t widen_listen_backlog(std::int64_t process, int backlog);

} // namespace mqtt
