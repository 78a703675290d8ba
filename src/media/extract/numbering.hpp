#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace media {

/// How one level of a list counts.
enum class NumberForm : std::uint8_t {
    none,
    bullet,
    decimal,
    decimal_zero,
    lower_letter,
    upper_letter,
    lower_roman,
    upper_roman
};

/// `value` in the given form: 4 is `4`, `04`, `d`, `D`, `iv` or `IV`. Letters go on after z with
/// aa, bb. Values outside 1 to 3999 are written in digits.
[[nodiscard]] std::string format_number(NumberForm form, int value);

} // namespace media
