#pragma once

#include "speech/normalize/dictionary.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace speech {

/// Why a piece of text is read as it is; the web colours by it.
enum class TokenKind : std::uint8_t {
    word,   ///< a Vietnamese word, read as written
    number, ///< cardinal, ordinal, decimal, fraction, Roman numeral
    date,
    time,
    money,
    measure,      ///< number with a unit, percent
    phone,        ///< digit by digit
    code,         ///< number of a document, road, class: "49/2024/NĐ-CP", "QL1A"
    address,      ///< e-mail, web address
    abbreviation, ///< known: its full form
    letters,      ///< unknown abbreviation: letter by letter
    foreign,      ///< foreign or ethnic name, respelled
    dictionary,   ///< the unit's own entry
    symbol,       ///< "&", "≥"
    pause,        ///< spoken is one of . , ? ! ; :
    silent,       ///< layout: bullet, quote, page number, footnote; spoken is empty
    unreadable,   ///< a script we cannot read; spoken is empty, and the officer should see it
};

/// One piece of the source and what is said for it. Bytes, half open. A pause that closes a
/// paragraph may be empty.
struct Token {
    std::size_t source_begin = 0;
    std::size_t source_end = 0;
    std::string source_text;
    std::string spoken;
    TokenKind kind = TokenKind::word;
};

/// How long the silence after a sentence is.
enum class Break : std::uint8_t { sentence, paragraph, heading };

struct Sentence {
    std::vector<Token> tokens;
    Break break_after = Break::sentence;
};

/// What will be read, word by word. The tokens are in the order of the source, do not overlap, and
/// leave out nothing but blanks.
struct Reading {
    std::vector<Sentence> sentences;
};

/// The North says "linh" and "nghìn", the South "lẻ" and "ngàn".
enum class Region : std::uint8_t { north, south };

struct ReadingOptions {
    Region region = Region::north;
};

/// Turns a Vietnamese text into words and pauses that any speech engine can say: no digit, no
/// symbol, no abbreviation is left. Rules and their sources: docs/reading-rules.md. Entries of
/// `dictionary` win over rules. Never fails: bytes that are not UTF-8 become unreadable tokens. At
/// most 4 GiB of text.
[[nodiscard]] Reading normalize(std::string_view text, const Dictionary& dictionary = {},
                                ReadingOptions options = {});

/// The words of a sentence with its pauses: what is given to a speech engine.
[[nodiscard]] std::string spoken_text(const Sentence& sentence);
/// All sentences: one blank between sentences, a new line between paragraphs.
[[nodiscard]] std::string spoken_text(const Reading& reading);

[[nodiscard]] std::string_view name_of(TokenKind kind);

} // namespace speech
