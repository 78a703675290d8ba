#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace speech {

struct CodePoint {
    char32_t value = 0xFFFD;
    std::size_t length = 1; ///< bytes it takes; 1 for a byte that is not UTF-8
    bool valid = false;
};

/// Reads one code point. `at` must be below text.size().
[[nodiscard]] CodePoint decode(std::string_view text, std::size_t at);
void append_utf8(std::string& out, char32_t point);

/// Letters of the Latin script with all their marks; a combining mark counts as a letter, so that
/// it stays with its word.
[[nodiscard]] bool is_letter(char32_t point);
[[nodiscard]] constexpr bool is_digit(char32_t point) {
    return point >= U'0' && point <= U'9';
}
[[nodiscard]] bool is_upper(char32_t point);
[[nodiscard]] char32_t lower(char32_t point);
[[nodiscard]] char32_t upper(char32_t point);
[[nodiscard]] std::string lower(std::string_view text);

/// The text in one form: composed (NFC), full-width and foreign digits as ASCII, exotic blanks as a
/// blank, invisible characters gone. `source_of` maps each byte of it, and its end, to the byte of
/// the source; empty when nothing changed.
struct CleanText {
    std::string text;
    std::vector<std::size_t> source_of;
};
[[nodiscard]] CleanText clean(std::string_view source);

} // namespace speech
