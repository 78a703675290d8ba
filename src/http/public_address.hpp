#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace http {

/// Whether an address belongs to the public Internet: not this machine, not a private network, not
/// one of the special blocks (RFC 6890 and the IANA registries). So nobody makes the server call
/// what only the server can reach. Bytes in network order.
[[nodiscard]] bool is_public_v4(const std::array<std::uint8_t, 4>& address);
/// An IPv6 address that carries an IPv4 one (mapped, NAT64, 6to4) is as public as that one.
[[nodiscard]] bool is_public_v6(const std::array<std::uint8_t, 16>& address);
/// A `sockaddr` of `size` bytes as the resolver gives it; of any other family: false.
[[nodiscard]] bool is_public(const void* address, std::size_t size);

} // namespace http
