#pragma once

#include <string_view>

namespace speech {

/// The full form of an abbreviation written in capitals ("UBND"), or empty.
[[nodiscard]] std::string_view abbreviation(std::string_view letters);
/// The same inside the number of a document, where "TT" is a circular and "CT" a directive; or
/// empty.
[[nodiscard]] std::string_view code_abbreviation(std::string_view letters);
/// Abbreviations that end with a full stop and stand before a name or a number: "TP", "P", "Đ"; or
/// empty.
[[nodiscard]] std::string_view dotted_abbreviation(std::string_view letters);
/// The name of a letter in the order of the Vietnamese alphabet, by its lower-case form; or empty.
[[nodiscard]] std::string_view letter_name(char32_t lower_letter);

} // namespace speech
