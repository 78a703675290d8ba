#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace speech {

/// What kind of Vietnamese syllable a lower-case word is.
enum class Spelling : unsigned char {
    none,     ///< not one
    unmarked, ///< would be one with other vowel marks: "thuan", "truong"
    syllable, ///< a syllable as it is written
};

[[nodiscard]] Spelling spelling_of(std::string_view lower_word);

/// The word with its tone mark where the older and most common spelling puts it: "hoà" → "hòa",
/// "thuý" → "thúy", "qúy" → "quý". Keeps the case. Words that are no syllables come back as they
/// are.
[[nodiscard]] std::string with_standard_tone(std::string_view word);
/// The same word with the mark where the newer spelling puts it: "hòa" → "hoà".
[[nodiscard]] std::string with_newer_tone(std::string_view word);

/// Cuts unmarked letters into syllables, as few as possible: "vinhthuan" → "vinh thuan". Nothing
/// when it cannot be done.
[[nodiscard]] std::optional<std::string> cut_into_syllables(std::string_view lower_letters);

} // namespace speech
