#include "base/uuid.hpp"

#include "base/ensure.hpp"

#include <algorithm>

namespace base {

namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

constexpr bool hyphen_before(std::size_t byte) {
    return byte == 4 || byte == 6 || byte == 8 || byte == 10;
}

int hex_value(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    if (c >= 'A' && c <= 'F') {
        return c - 'A' + 10;
    }
    return -1;
}

void set_version(Uuid& id, unsigned version) {
    id.bytes[6] = static_cast<std::uint8_t>((id.bytes[6] & 0x0FU) | (version << 4U));
    id.bytes[8] = static_cast<std::uint8_t>((id.bytes[8] & 0x3FU) | 0x80U);
}

} // namespace

Uuid make_uuid_v7(Instant now, Random& random) {
    Uuid id;
    random.fill(std::as_writable_bytes(std::span(id.bytes)));
    const auto ms = static_cast<std::uint64_t>(now.ms);
    for (unsigned i = 0; i < 6; ++i) {
        id.bytes[i] = static_cast<std::uint8_t>(ms >> (40U - 8U * i));
    }
    set_version(id, 7);
    return id;
}

Uuid make_uuid_v8(std::span<const std::byte> digest) {
    ENSURE(digest.size() >= 16);
    Uuid id;
    std::ranges::transform(digest.first(16), id.bytes.begin(),
                           [](std::byte b) { return static_cast<std::uint8_t>(b); });
    set_version(id, 8);
    return id;
}

std::string to_text(const Uuid& id) {
    std::string text;
    text.reserve(36);
    for (std::size_t i = 0; i < id.bytes.size(); ++i) {
        if (hyphen_before(i)) {
            text.push_back('-');
        }
        text.push_back(hex_digits[id.bytes[i] >> 4U]);
        text.push_back(hex_digits[id.bytes[i] & 0x0FU]);
    }
    return text;
}

Result<Uuid> parse_uuid(std::string_view text) {
    const auto bad = [] {
        return fail(Fault::invalid, "base.bad_id", "Mã định danh không đúng dạng.",
                    "The identifier is malformed.");
    };
    if (text.size() != 36) {
        return bad();
    }
    Uuid id;
    std::size_t at = 0;
    for (std::size_t i = 0; i < id.bytes.size(); ++i) {
        if (hyphen_before(i) && text[at++] != '-') {
            return bad();
        }
        const int high = hex_value(text[at]);
        const int low = hex_value(text[at + 1]);
        if (high < 0 || low < 0) {
            return bad();
        }
        id.bytes[i] = static_cast<std::uint8_t>(high * 16 + low);
        at += 2;
    }
    return id;
}

} // namespace base
