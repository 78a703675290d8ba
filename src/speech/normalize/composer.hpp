#pragma once

#include "speech/normalize/code_points.hpp"
#include "speech/normalize/lexeme.hpp"
#include "speech/normalize/normalize.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace speech {

/// Puts tokens together into sentences. Merges pauses (the strongest of a row is heard), drops a
/// bracket that repeats what was just said ("01 (một)"), maps the places back to the source.
class Composer {
public:
    Composer(std::string_view source, const CleanText& cleaned)
        : source_(source), cleaned_(cleaned) {}

    void spoken(std::size_t begin, std::size_t end, std::string words, TokenKind kind);
    void silent(const Lexeme& lexeme) { silent(lexeme.begin, lexeme.end); }
    void silent(std::size_t begin, std::size_t end);
    void unreadable(const Lexeme& lexeme);
    void pause(const Lexeme& lexeme, char sound);
    /// A pause that no character of the source stands for.
    void pause_after(const Lexeme& lexeme, char sound);
    void open_bracket(const Lexeme& lexeme);
    void close_bracket(const Lexeme& lexeme);
    void end_block(Break kind);
    [[nodiscard]] Reading finish();

private:
    void push(std::size_t begin, std::size_t end, std::string words, TokenKind kind);
    void add_pause(std::size_t begin, std::size_t end, char sound);
    void end_sentence(Break kind);
    bool drop_repeated_bracket();
    [[nodiscard]] bool has_only_a_letter() const;
    [[nodiscard]] std::size_t place(std::size_t at) const;

    std::string_view source_;
    const CleanText& cleaned_;
    Reading reading_;
    Sentence sentence_;
    std::size_t last_pause_ = none;   ///< token of the pause after the last word
    std::size_t open_bracket_ = none; ///< token of the bracket still open
    bool has_words_ = false;
    std::size_t end_ = 0; ///< of the last token, in the clean text

    static constexpr std::size_t none = static_cast<std::size_t>(-1);
};

} // namespace speech
