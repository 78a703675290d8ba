#include "identity/totp.hpp"

#include "base/ensure.hpp"
#include "crypto/digest.hpp"

#include <liboath/oath.h>

#include <array>

namespace identity {

namespace {

constexpr unsigned digits = 6;
constexpr std::int64_t step_ms = 30'000;
constexpr int steps_around = 1;

/// RFC 4648 section 6, without padding.
std::string to_base32(std::span<const std::byte> bytes) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::string text;
    unsigned buffer = 0;
    unsigned bits = 0;
    for (const std::byte byte : bytes) {
        buffer = (buffer << 8U) | std::to_integer<unsigned>(byte);
        bits += 8;
        while (bits >= 5) {
            bits -= 5;
            text += alphabet[(buffer >> bits) & 31U];
        }
    }
    if (bits > 0) {
        text += alphabet[(buffer << (5 - bits)) & 31U];
    }
    return text;
}

std::string decode_secret(std::string_view secret) {
    ENSURE(oath_init() == OATH_OK); // counts its callers; costs nothing after the first
    char* raw = nullptr;
    std::size_t size = 0;
    std::string bytes;
    if (oath_base32_decode(secret.data(), secret.size(), &raw, &size) == OATH_OK) {
        bytes.assign(raw, size);
    }
    std::free(raw); // NOLINT: allocated by liboath
    return bytes;
}

std::string code_of_step(const std::string& key, std::int64_t step) {
    std::array<char, digits + 1> code{};
    const int outcome =
        oath_hotp_generate(key.data(), key.size(), static_cast<std::uint64_t>(step), digits, false,
                           OATH_HOTP_DYNAMIC_TRUNCATION, code.data());
    ENSURE(outcome == OATH_OK);
    return code.data();
}

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
        if (plain) {
            out += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += '%';
            out += hex[byte >> 4U];
            out += hex[byte & 15U];
        }
    }
    return out;
}

} // namespace

std::string make_totp_secret(base::Random& random) {
    std::array<std::byte, 20> bytes{};
    random.fill(bytes);
    return to_base32(bytes);
}

std::string totp_address(std::string_view secret, std::string_view issuer,
                         std::string_view user_name) {
    return "otpauth://totp/" + percent_encoded(issuer) + ":" + percent_encoded(user_name) +
           "?secret=" + std::string(secret) + "&issuer=" + percent_encoded(issuer) +
           "&algorithm=SHA1&digits=6&period=30";
}

std::optional<std::int64_t> match_totp(std::string_view secret, std::string_view code,
                                       base::Instant now, std::int64_t last_step) {
    const std::string key = decode_secret(secret);
    if (key.empty() || code.size() != digits) {
        return std::nullopt;
    }
    const std::int64_t present = now.ms / step_ms;
    for (std::int64_t step = present - steps_around; step <= present + steps_around; ++step) {
        if (step > last_step && crypto::equal_constant_time(code_of_step(key, step), code)) {
            return step;
        }
    }
    return std::nullopt;
}

std::string totp_code(std::string_view secret, base::Instant at) {
    return code_of_step(decode_secret(secret), at.ms / step_ms);
}

} // namespace identity
