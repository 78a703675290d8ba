#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace http {

/// One element of an Accept-like header with its weight in thousandths (RFC 9110 12.4.2).
struct Weighted {
    std::string value; ///< lower case
    unsigned weight = 1000;
};

/// The elements of Accept, Accept-Encoding or Accept-Language; malformed ones are skipped, at most
/// 32 are read.
[[nodiscard]] std::vector<Weighted> read_weighted(std::string_view header);

/// The first of `offered` with the highest weight above 0; empty when none is acceptable. An absent
/// (empty) header accepts only what is listed explicitly, nothing.
[[nodiscard]] std::string_view choose_encoding(std::string_view header,
                                               const std::vector<std::string_view>& offered);

enum class Language : std::uint8_t { vi, en };
/// Vietnamese unless the client prefers English.
[[nodiscard]] Language choose_language(std::string_view header);

} // namespace http
