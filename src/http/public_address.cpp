#include "http/public_address.hpp"

#include <algorithm>
#include <cstring>

#include <netinet/in.h>
#include <sys/socket.h>

namespace http {

namespace {

struct Block {
    std::uint32_t first;
    int bits;
};

constexpr std::uint32_t v4(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
    return (a << 24U) | (b << 16U) | (c << 8U) | d;
}

constexpr std::array special_v4{
    Block{v4(0, 0, 0, 0), 8},       // this network
    Block{v4(10, 0, 0, 0), 8},      // private
    Block{v4(100, 64, 0, 0), 10},   // carrier's NAT
    Block{v4(127, 0, 0, 0), 8},     // this machine
    Block{v4(169, 254, 0, 0), 16},  // link
    Block{v4(172, 16, 0, 0), 12},   // private
    Block{v4(192, 0, 0, 0), 24},    // protocol assignments
    Block{v4(192, 0, 2, 0), 24},    // documentation
    Block{v4(192, 88, 99, 0), 24},  // old 6to4 relays
    Block{v4(192, 168, 0, 0), 16},  // private
    Block{v4(198, 18, 0, 0), 15},   // benchmarks
    Block{v4(198, 51, 100, 0), 24}, // documentation
    Block{v4(203, 0, 113, 0), 24},  // documentation
    Block{v4(224, 0, 0, 0), 3},     // multicast, reserved, broadcast
};

bool begins_with(const std::array<std::uint8_t, 16>& address,
                 std::initializer_list<std::uint8_t> prefix) {
    return std::equal(prefix.begin(), prefix.end(), address.begin());
}

std::array<std::uint8_t, 4> four_at(const std::array<std::uint8_t, 16>& address,
                                    std::size_t offset) {
    std::array<std::uint8_t, 4> four{};
    std::copy_n(address.begin() + static_cast<std::ptrdiff_t>(offset), 4, four.begin());
    return four;
}

} // namespace

bool is_public_v4(const std::array<std::uint8_t, 4>& address) {
    const std::uint32_t value = v4(address[0], address[1], address[2], address[3]);
    return std::ranges::none_of(special_v4, [value](const Block& block) {
        const std::uint32_t mask = ~std::uint32_t{0} << static_cast<unsigned>(32 - block.bits);
        return (value & mask) == block.first;
    });
}

bool is_public_v6(const std::array<std::uint8_t, 16>& address) {
    if (begins_with(address, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff})) {
        return is_public_v4(four_at(address, 12)); // ::ffff:0:0/96
    }
    if (begins_with(address, {0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0})) {
        return is_public_v4(four_at(address, 12)); // 64:ff9b::/96
    }
    if (begins_with(address, {0x20, 0x02})) {
        return is_public_v4(four_at(address, 2)); // 2002::/16
    }
    const bool global = (address[0] & 0xe0U) == 0x20U;                          // 2000::/3
    const bool protocol = begins_with(address, {0x20, 0x01}) && address[2] < 2; // 2001::/23
    const bool documentation = begins_with(address, {0x20, 0x01, 0x0d, 0xb8}) ||
                               (address[0] == 0x3f && address[1] == 0xff && address[2] < 0x10);
    return global && !protocol && !documentation;
}

bool is_public(const void* address, std::size_t size) {
    sockaddr_storage given{};
    std::memcpy(&given, address, std::min(size, sizeof given));
    if (given.ss_family == AF_INET) {
        sockaddr_in in{};
        std::memcpy(&in, &given, sizeof in);
        std::array<std::uint8_t, 4> bytes{};
        std::memcpy(bytes.data(), &in.sin_addr, bytes.size());
        return is_public_v4(bytes);
    }
    if (given.ss_family == AF_INET6) {
        sockaddr_in6 in{};
        std::memcpy(&in, &given, sizeof in);
        std::array<std::uint8_t, 16> bytes{};
        std::memcpy(bytes.data(), &in.sin6_addr, bytes.size());
        return is_public_v6(bytes);
    }
    return false;
}

} // namespace http
