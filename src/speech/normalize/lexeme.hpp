#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace speech {

/// `hidden` is layout that nobody hears: mark-up, page numbers, footnotes. Rules look through it as
/// through a blank.
enum class LexemeKind : std::uint8_t { word, digits, blank, tab, newline, hidden, mark };

/// The case of a word's letters. A single capital is `upper`.
enum class Case : std::uint8_t { lower, title, upper, mixed };

/// The smallest piece the rules look at: a run of letters, of digits, of blanks, or one other
/// character.
struct Lexeme {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    char32_t first = 0;        ///< the character of a mark; the first of a run
    std::uint16_t letters = 0; ///< letters of a word, digits of a number
    LexemeKind kind = LexemeKind::mark;
    Case letter_case = Case::lower;
    bool marked = false; ///< a word with a letter outside ASCII
};

[[nodiscard]] std::vector<Lexeme> cut_into_lexemes(std::string_view text);

/// A row of lexemes of one text, as the rules see it: reading beyond either end gives a blank that
/// matches nothing.
class View {
public:
    View(std::string_view text, std::span<const Lexeme> lexemes) : text_(text), lexemes_(lexemes) {}

    [[nodiscard]] std::size_t size() const { return lexemes_.size(); }
    [[nodiscard]] const Lexeme& operator[](std::size_t at) const;
    [[nodiscard]] std::string_view source() const { return text_; }
    [[nodiscard]] std::string_view text(std::size_t at) const;
    /// From the beginning of lexeme `begin` to the end of the one before `end`.
    [[nodiscard]] std::string_view text(std::size_t begin, std::size_t end) const;

    [[nodiscard]] bool is_mark(std::size_t at, char32_t point) const;
    [[nodiscard]] bool is_word(std::size_t at) const {
        return (*this)[at].kind == LexemeKind::word;
    }
    [[nodiscard]] bool is_word(std::size_t at, std::string_view word) const;
    [[nodiscard]] bool is_digits(std::size_t at) const {
        return (*this)[at].kind == LexemeKind::digits;
    }
    [[nodiscard]] bool is_blank(std::size_t at) const; ///< blanks, hidden ones, and both ends
    /// True when the two lexemes touch in the source.
    [[nodiscard]] bool touches(std::size_t at) const; ///< `at` and `at + 1`
    /// The next lexeme at or after `at` that is not a blank.
    [[nodiscard]] std::size_t skip_blanks(std::size_t at) const;

private:
    std::string_view text_;
    std::span<const Lexeme> lexemes_;
};

} // namespace speech
