#pragma once

#include "speech/normalize/normalize.hpp"

#include <string>
#include <string_view>

namespace speech {

/// All take ASCII digits. Nothing here looks at the text around the number.

/// "21" → "hai mươi mốt", "105" → "một trăm linh năm". Leading zeroes are ignored; more than 18
/// digits are read one by one.
[[nodiscard]] std::string cardinal(std::string_view digits, Region region = Region::north);
[[nodiscard]] std::string cardinal(unsigned value, Region region = Region::north);
/// "0912" → "không chín một hai".
[[nodiscard]] std::string digit_by_digit(std::string_view digits);
/// A number that may be a code: leading zeroes are spoken unless it is a padded pair ("02" →
/// "hai").
[[nodiscard]] std::string padded(std::string_view digits, Region region = Region::north);
/// The digits after the comma: "5" → "năm", "05" → "không năm", "804" → "tám trăm linh bốn", longer
/// ones digit by digit.
[[nodiscard]] std::string after_comma(std::string_view digits, Region region = Region::north);
/// After "thứ": "nhất", "hai", "ba", "tư", then cardinals.
[[nodiscard]] std::string ordinal(std::string_view digits, Region region = Region::north);
/// After "tháng" and "quý": as a cardinal, but 4 is "tư" for months.
[[nodiscard]] std::string month(std::string_view digits);
/// 1 to 3999, or 0 when it is no Roman numeral in its standard form. Either case, not mixed.
[[nodiscard]] unsigned roman(std::string_view letters);

} // namespace speech
