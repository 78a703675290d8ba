#pragma once

#include "base/result.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace base {

/// A SHA-256 digest (FIPS 180-4). Text form: 64 lower-case hexadecimal digits. The mechanism that
/// computes it is crypto/digest.hpp; here is only the value, because everything names files by it.
struct Sha256 {
    std::array<std::uint8_t, 32> bytes{};

    friend constexpr auto operator<=>(const Sha256&, const Sha256&) = default;
};

[[nodiscard]] std::string to_text(const Sha256& hash);
[[nodiscard]] Result<Sha256> parse_sha256(std::string_view text);

[[nodiscard]] std::string to_hex(std::span<const std::uint8_t> bytes);
[[nodiscard]] Result<std::string> from_hex(std::string_view text);
/// RFC 4648 section 4, with padding.
[[nodiscard]] std::string to_base64(std::string_view bytes);
/// Refuses anything outside the alphabet, wrong padding and non-zero spare bits.
[[nodiscard]] Result<std::string> from_base64(std::string_view text);

} // namespace base
