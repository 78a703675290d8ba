#include "crypto/token.hpp"

#include "crypto/base64url.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <span>

namespace crypto {

namespace {

constexpr std::string_view crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

} // namespace

std::string random_token(base::Random& random) {
    std::string bytes(32, '\0');
    random.fill(std::as_writable_bytes(std::span(bytes)));
    return to_base64url(bytes);
}

std::string random_code(base::Random& random, std::size_t characters) {
    std::string bytes(characters, '\0');
    random.fill(std::as_writable_bytes(std::span(bytes)));
    // 32 divides 256, so the low five bits of a random byte are uniform.
    std::ranges::transform(bytes, bytes.begin(), [](char byte) {
        return crockford[static_cast<unsigned char>(byte) & 0x1FU];
    });
    return bytes;
}

base::Result<std::string> normalize_code(std::string_view typed) {
    std::string code;
    for (const char raw : typed) {
        if (raw == '-' || raw == ' ') {
            continue;
        }
        char character = static_cast<char>(std::toupper(static_cast<unsigned char>(raw)));
        if (character == 'I' || character == 'L') {
            character = '1';
        } else if (character == 'O') {
            character = '0';
        }
        if (!crockford.contains(character)) {
            return base::fail(
                base::Fault::invalid, "crypto.bad_code",
                "Mã chỉ gồm chữ số và chữ cái không dấu, trừ I, L, O, U. Hãy xem lại mã.",
                "A code has digits and letters only, without I, L, O and U. Check it.");
        }
        code += character;
    }
    return code;
}

std::string group_code(std::string_view code) {
    std::string grouped;
    for (std::size_t at = 0; at < code.size(); at += 5) {
        if (at > 0) {
            grouped += '-';
        }
        grouped += code.substr(at, 5);
    }
    return grouped;
}

} // namespace crypto
