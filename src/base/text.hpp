#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>

namespace base {

/// True when the bytes are well-formed UTF-8 without NUL (Unicode 15, D92).
[[nodiscard]] bool is_utf8(std::string_view bytes);
/// Number of code points. The text must be UTF-8.
[[nodiscard]] std::size_t code_points(std::string_view text);
/// Normalisation Form C. Refuses what is not UTF-8 (`base.not_utf8`).
[[nodiscard]] Result<std::string> to_nfc(std::string_view text);
/// What search compares: NFC, lower case, no tone or vowel marks, `đ` as `d`, other punctuation as
/// one space. "Hòa", "Hoà" and "HOA" fold to the same text. Not UTF-8 gives an empty text.
[[nodiscard]] std::string fold(std::string_view text);
/// Unicode lower case, marks kept.
[[nodiscard]] std::string to_lower(std::string_view text);
[[nodiscard]] std::string_view trim(std::string_view text);

} // namespace base
