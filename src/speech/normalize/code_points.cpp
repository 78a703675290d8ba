#include "speech/normalize/code_points.hpp"

#include "base/text.hpp"

#include <array>
#include <cstdint>
#include <utility>

namespace speech {

namespace {

constexpr bool continues(unsigned char byte) {
    return (byte & 0xC0U) == 0x80U;
}

constexpr bool is_combining(char32_t point) {
    return point >= 0x300 && point <= 0x36F;
}

/// Zeroes of the decimal digits that are not ASCII; each is followed by its nine sisters.
constexpr std::array<char32_t, 12> foreign_zeroes{0x0660, 0x06F0, 0x0966, 0x09E6, 0x0E50, 0x0ED0,
                                                  0x1040, 0x17E0, 0x1810, 0xFF10, 0x1A80, 0x19D0};

/// What the reader sees instead of `point`; 0 when the character is invisible.
char32_t plain_form(char32_t point) {
    if (point < 0xA0) {
        return point;
    }
    if (point == 0xA0 || point == 0x202F || point == 0x3000 || point == 0x205F ||
        (point >= 0x2000 && point <= 0x200A)) {
        return U' ';
    }
    if (point == 0xAD || point == 0xFEFF || point == 0x2060 ||
        (point >= 0x200B && point <= 0x200F) || (point >= 0x202A && point <= 0x202E) ||
        (point >= 0xFE00 && point <= 0xFE0F)) {
        return 0;
    }
    if (point == 0x2028 || point == 0x2029 || point == 0x85) {
        return U'\n';
    }
    if (point >= 0xFF01 && point <= 0xFF5E) {
        return point - 0xFF01 + U'!';
    }
    if (point == 0xD0) { // Icelandic Ð typed for Đ
        return 0x110;
    }
    if (point == 0x2010 || point == 0x2011 || point == 0x2212 || point == 0xFE63) {
        return U'-';
    }
    for (const char32_t zero : foreign_zeroes) {
        if (point >= zero && point <= zero + 9) {
            return point - zero + U'0';
        }
    }
    return point;
}

bool needs_cleaning(std::string_view source) {
    std::size_t at = 0;
    while (at < source.size()) {
        const auto byte = static_cast<unsigned char>(source[at]);
        if (byte < 0x80) {
            if (byte == 0) {
                return true;
            }
            ++at;
            continue;
        }
        const CodePoint point = decode(source, at);
        if (!point.valid || is_combining(point.value) || plain_form(point.value) != point.value) {
            return true;
        }
        at += point.length;
    }
    return false;
}

} // namespace

CodePoint decode(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t offset) -> unsigned char {
        return at + offset < text.size() ? static_cast<unsigned char>(text[at + offset]) : 0;
    };
    const unsigned char first = byte(0);
    if (first < 0x80) {
        return {first, 1, true};
    }
    if (first >= 0xC2 && first <= 0xDF && continues(byte(1))) {
        return {static_cast<char32_t>(((first & 0x1FU) << 6U) | (byte(1) & 0x3FU)), 2, true};
    }
    if (first >= 0xE0 && first <= 0xEF && continues(byte(1)) && continues(byte(2))) {
        const auto value = static_cast<char32_t>(((first & 0x0FU) << 12U) |
                                                 ((byte(1) & 0x3FU) << 6U) | (byte(2) & 0x3FU));
        const bool valid = value >= 0x800 && (value < 0xD800 || value > 0xDFFF);
        return valid ? CodePoint{value, 3, true} : CodePoint{};
    }
    if (first >= 0xF0 && first <= 0xF4 && continues(byte(1)) && continues(byte(2)) &&
        continues(byte(3))) {
        const auto value =
            static_cast<char32_t>(((first & 0x07U) << 18U) | ((byte(1) & 0x3FU) << 12U) |
                                  ((byte(2) & 0x3FU) << 6U) | (byte(3) & 0x3FU));
        const bool valid = value >= 0x10000 && value <= 0x10FFFF;
        return valid ? CodePoint{value, 4, true} : CodePoint{};
    }
    return {};
}

void append_utf8(std::string& out, char32_t point) {
    const auto put = [&](char32_t bits) { out.push_back(static_cast<char>(bits)); };
    if (point < 0x80) {
        put(point);
    } else if (point < 0x800) {
        put(0xC0U | (point >> 6U));
        put(0x80U | (point & 0x3FU));
    } else if (point < 0x10000) {
        put(0xE0U | (point >> 12U));
        put(0x80U | ((point >> 6U) & 0x3FU));
        put(0x80U | (point & 0x3FU));
    } else {
        put(0xF0U | (point >> 18U));
        put(0x80U | ((point >> 12U) & 0x3FU));
        put(0x80U | ((point >> 6U) & 0x3FU));
        put(0x80U | (point & 0x3FU));
    }
}

bool is_letter(char32_t point) {
    if (point < 0x80) {
        return (point >= U'a' && point <= U'z') || (point >= U'A' && point <= U'Z');
    }
    return (point >= 0xC0 && point <= 0x24F && point != 0xD7 && point != 0xF7) ||
           is_combining(point) || (point >= 0x1E00 && point <= 0x1EFF);
}

char32_t lower(char32_t point) {
    if (point < 0x80) {
        return point >= U'A' && point <= U'Z' ? point + 0x20 : point;
    }
    if (point >= 0xC0 && point <= 0xDE && point != 0xD7) {
        return point + 0x20;
    }
    const bool even = (point & 1U) == 0;
    if ((point >= 0x100 && point <= 0x137) || (point >= 0x14A && point <= 0x177) ||
        (point >= 0x1DE && point <= 0x1EF) || (point >= 0x1F8 && point <= 0x21F) ||
        (point >= 0x1E00 && point <= 0x1E95) || (point >= 0x1EA0 && point <= 0x1EFF)) {
        return even ? point + 1 : point;
    }
    if ((point >= 0x139 && point <= 0x148) || (point >= 0x179 && point <= 0x17E) ||
        (point >= 0x1CD && point <= 0x1DC)) {
        return even ? point : point + 1;
    }
    if (point == 0x1A0 || point == 0x1AF) {
        return point + 1;
    }
    return point == 0x178 ? 0xFF : point;
}

bool is_upper(char32_t point) {
    return lower(point) != point;
}

char32_t upper(char32_t point) {
    if (point < 0x80) {
        return point >= U'a' && point <= U'z' ? point - 0x20 : point;
    }
    for (const char32_t candidate : {point - 1, point - 0x20}) {
        if (lower(candidate) == point) {
            return candidate;
        }
    }
    return point;
}

std::string lower(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    std::size_t at = 0;
    while (at < text.size()) {
        const CodePoint point = decode(text, at);
        append_utf8(out, lower(point.value));
        at += point.length;
    }
    return out;
}

CleanText clean(std::string_view source) {
    CleanText out;
    if (!needs_cleaning(source)) {
        out.text = std::string(source);
        return out;
    }
    const auto put = [&](std::string_view piece, std::size_t begin) {
        out.text.append(piece);
        out.source_of.insert(out.source_of.end(), piece.size(), begin);
    };
    std::size_t at = 0;
    while (at < source.size()) {
        const std::size_t begin = at;
        std::string cluster;
        const auto take = [&](const CodePoint& point) {
            at += point.length;
            const char32_t plain =
                point.valid && point.value != 0 ? plain_form(point.value) : 0xFFFD;
            if (plain != 0) {
                append_utf8(cluster, plain);
            }
        };
        take(decode(source, at));
        bool marked = false;
        while (at < source.size()) {
            const CodePoint next = decode(source, at);
            if (!next.valid || !is_combining(next.value)) {
                break;
            }
            take(next);
            marked = true;
        }
        put(marked ? base::to_nfc(cluster).value_or(cluster) : cluster, begin);
    }
    out.source_of.push_back(source.size());
    return out;
}

} // namespace speech
