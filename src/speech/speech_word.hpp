#pragma once

#include "area/area_path.hpp"
#include "base/id.hpp"
#include "base/instant.hpp"
#include "base/result.hpp"
#include "speech/normalize/dictionary.hpp"

#include <cstdint>
#include <span>
#include <string>

namespace speech {

using SpeechWordId = base::Id<struct SpeechWordTag>;

/// An entry of a unit's dictionary: made and edited by its officers, in force in the unit and
/// everything below it.
struct SpeechWord {
    SpeechWordId id;
    area::AreaPath area;
    std::string written;
    std::string spoken;
    bool match_case = false;
    bool whole_word = true;
    std::int64_t version = 1;
    base::Instant changed_at;

    friend bool operator==(const SpeechWord&, const SpeechWord&) = default;
};

/// What an officer writes of it.
struct SpeechWordText {
    std::string written;
    std::string spoken;
    bool match_case = false;
    bool whole_word = true;
};

inline constexpr std::size_t words_per_area_max = 2'000;

/// Puts the text on the word. Refuses (`speech.bad_word`, with the members) a written form of no or
/// more than 80 characters, and a spoken form that is no plain words: with digits, symbols or
/// abbreviations, or longer than 300.
[[nodiscard]] base::Result<SpeechWord> with_text(SpeechWord word, const SpeechWordText& text);

/// The written form as it is compared: two words of one area with the same key would fight.
[[nodiscard]] std::string written_key(const SpeechWord& word);

/// The words in the order of force: those of wider areas first, so that a commune's word replaces
/// its province's.
[[nodiscard]] Dictionary to_dictionary(std::span<const SpeechWord> words);

} // namespace speech
