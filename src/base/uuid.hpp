#pragma once

#include "base/instant.hpp"
#include "base/random.hpp"
#include "base/result.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace base {

/// 128 bits (RFC 9562). Text form is lower case with hyphens. The nil value means "none" only where
/// a comment says so.
struct Uuid {
    std::array<std::uint8_t, 16> bytes{};

    friend constexpr auto operator<=>(const Uuid&, const Uuid&) = default;
    [[nodiscard]] bool is_nil() const { return *this == Uuid{}; }
};

/// Version 7 (RFC 9562 5.7): 48 bits of Unix milliseconds, the rest random. Ordered by time of
/// making to the millisecond.
[[nodiscard]] Uuid make_uuid_v7(Instant now, Random& random);
/// Version 8 (RFC 9562 5.8) from a digest: the same input bytes give the same id on every machine.
/// `digest` holds at least 16 bytes of a cryptographic hash.
[[nodiscard]] Uuid make_uuid_v8(std::span<const std::byte> digest);
[[nodiscard]] std::string to_text(const Uuid& id);
[[nodiscard]] Result<Uuid> parse_uuid(std::string_view text);

} // namespace base
