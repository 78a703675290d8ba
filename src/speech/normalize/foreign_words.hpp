#pragma once

#include <string>
#include <string_view>

namespace speech {

/// How people here say a foreign word, brand or ethnic name ("facebook" → "phây búc"), or empty.
/// Lower case.
[[nodiscard]] std::string_view known_foreign_word(std::string_view lower_word);

/// Writes any Latin word as Vietnamese syllables, by rule: "krông" → "cờ rông", "smart" → "xờ mác".
/// A word without vowels is spelled letter by letter. Lower case; the result is never empty when
/// the word has a letter of ours.
[[nodiscard]] std::string respell_foreign(std::string_view lower_word);

/// "WHO" → "vê kép hát o".
[[nodiscard]] std::string spell_letters(std::string_view lower_word);

} // namespace speech
