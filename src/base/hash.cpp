#include "base/hash.hpp"

#include <algorithm>

namespace base {

namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::string_view base64_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

Failure bad_encoding() {
    return fail(Fault::invalid, "base.bad_encoding", "Chuỗi mã hóa không đúng dạng.",
                "The encoded text is malformed.");
}

} // namespace

std::string to_hex(std::span<const std::uint8_t> bytes) {
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const std::uint8_t byte : bytes) {
        text.push_back(hex_digits[byte >> 4U]);
        text.push_back(hex_digits[byte & 0x0FU]);
    }
    return text;
}

Result<std::string> from_hex(std::string_view text) {
    if (text.size() % 2 != 0) {
        return bad_encoding();
    }
    std::string bytes;
    bytes.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const auto high = hex_digits.find(text[i]);
        const auto low = hex_digits.find(text[i + 1]);
        if (high == std::string_view::npos || low == std::string_view::npos) {
            return bad_encoding();
        }
        bytes.push_back(static_cast<char>(high * 16 + low));
    }
    return bytes;
}

std::string to_text(const Sha256& hash) {
    return to_hex(hash.bytes);
}

Result<Sha256> parse_sha256(std::string_view text) {
    const auto bytes = from_hex(text);
    if (!bytes || bytes->size() != 32) {
        return bad_encoding();
    }
    Sha256 hash;
    std::ranges::transform(*bytes, hash.bytes.begin(),
                           [](char c) { return static_cast<std::uint8_t>(c); });
    return hash;
}

std::string to_base64(std::string_view bytes) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            group = (group << 8U) | (k < count ? static_cast<std::uint8_t>(bytes[i + k]) : 0U);
        }
        for (std::size_t k = 0; k < 4; ++k) {
            text.push_back(k <= count ? base64_digits[(group >> (18U - 6U * k)) & 0x3FU] : '=');
        }
    }
    return text;
}

Result<std::string> from_base64(std::string_view text) {
    if (text.size() % 4 != 0) {
        return bad_encoding();
    }
    std::string bytes;
    bytes.reserve(text.size() / 4 * 3);
    for (std::size_t i = 0; i < text.size(); i += 4) {
        const bool last = i + 4 == text.size();
        const std::size_t padding =
            last ? static_cast<std::size_t>(std::ranges::count(text.substr(i), '=')) : 0;
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 4; ++k) {
            const bool is_padding = k >= 4 - padding;
            const auto value = is_padding ? 0 : base64_digits.find(text[i + k]);
            if (value == std::string_view::npos || (is_padding && text[i + k] != '=')) {
                return bad_encoding();
            }
            group = (group << 6U) | static_cast<std::uint32_t>(value);
        }
        if (padding > 2 || (padding == 1 && (group & 0xFFU) != 0) ||
            (padding == 2 && (group & 0xFFFFU) != 0)) {
            return bad_encoding();
        }
        for (std::size_t k = 0; k < 3 - padding; ++k) {
            bytes.push_back(static_cast<char>((group >> (16U - 8U * k)) & 0xFFU));
        }
    }
    return bytes;
}

} // namespace base
