#include "base/text.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>

namespace base {

namespace {

struct FreeBytes {
    void operator()(utf8proc_uint8_t* bytes) const {
        std::free(bytes);
    } // utf8proc allocates with malloc
};

using MappedText = std::unique_ptr<utf8proc_uint8_t, FreeBytes>;

std::string map_text(std::string_view text, utf8proc_option_t options) {
    utf8proc_uint8_t* mapped = nullptr;
    const auto length = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                     static_cast<utf8proc_ssize_t>(text.size()), &mapped, options);
    if (length < 0) {
        return {};
    }
    const MappedText owner(mapped);
    return {reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(length)};
}

bool is_word(utf8proc_int32_t point) {
    switch (utf8proc_category(point)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
        return true;
    default:
        return false;
    }
}

void append(std::string& out, utf8proc_int32_t point) {
    std::array<utf8proc_uint8_t, 4> bytes{};
    const auto count = utf8proc_encode_char(point, bytes.data());
    out.append(reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(count));
}

template <class Visit>
bool for_each_point(std::string_view text, Visit visit) {
    const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
    auto left = static_cast<utf8proc_ssize_t>(text.size());
    while (left > 0) {
        utf8proc_int32_t point = -1;
        const auto used = utf8proc_iterate(at, left, &point);
        if (used <= 0) {
            return false;
        }
        visit(point);
        at += used;
        left -= used;
    }
    return true;
}

} // namespace

bool is_utf8(std::string_view bytes) {
    // Nearly all that devices say is ASCII, and is not taken apart code point by code point.
    const bool is_plain = std::ranges::all_of(bytes, [](char character) {
        const auto byte = static_cast<unsigned char>(character);
        return byte != 0 && byte < 0x80;
    });
    if (is_plain) {
        return true;
    }
    bool has_nul = false;
    const bool well_formed =
        for_each_point(bytes, [&](utf8proc_int32_t point) { has_nul = has_nul || point == 0; });
    return well_formed && !has_nul;
}

std::size_t code_points(std::string_view text) {
    std::size_t count = 0;
    for_each_point(text, [&](utf8proc_int32_t) { ++count; });
    return count;
}

Result<std::string> to_nfc(std::string_view text) {
    if (!is_utf8(text)) {
        return fail(Fault::invalid, "base.not_utf8",
                    "Văn bản không phải UTF-8 hợp lệ. Hãy lưu lại tệp với bảng mã UTF-8.",
                    "The text is not valid UTF-8. Save it again as UTF-8.");
    }
    return map_text(text, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
}

std::string fold(std::string_view text) {
    if (!is_utf8(text)) {
        return {};
    }
    const std::string plain =
        map_text(text, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_DECOMPOSE |
                                                      UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK));
    constexpr utf8proc_int32_t d_with_stroke = 0x111;
    std::string out;
    out.reserve(plain.size());
    bool gap = false;
    for_each_point(plain, [&](utf8proc_int32_t point) {
        if (!is_word(point)) {
            gap = !out.empty();
            return;
        }
        if (gap) {
            out.push_back(' ');
            gap = false;
        }
        append(out, point == d_with_stroke ? 'd' : point);
    });
    return out;
}

std::string to_lower(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    const bool well_formed =
        for_each_point(text, [&](utf8proc_int32_t point) { append(out, utf8proc_tolower(point)); });
    return well_formed ? out : std::string(text);
}

std::string_view trim(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n\f\v";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

} // namespace base
