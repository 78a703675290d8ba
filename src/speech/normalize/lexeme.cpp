#include "speech/normalize/lexeme.hpp"

#include "speech/normalize/code_points.hpp"

#include <algorithm>
#include <limits>

namespace speech {

namespace {

constexpr Lexeme nothing{.kind = LexemeKind::blank};

Lexeme cut_word(std::string_view text, std::size_t begin) {
    Lexeme word{.begin = static_cast<std::uint32_t>(begin), .kind = LexemeKind::word};
    std::size_t at = begin;
    std::size_t letters = 0;
    std::size_t uppers = 0;
    bool first_upper = false;
    while (at < text.size()) {
        const CodePoint point = decode(text, at);
        if (!point.valid || !is_letter(point.value)) {
            break;
        }
        const bool is_capital = is_upper(point.value);
        if (letters == 0) {
            word.first = point.value;
            first_upper = is_capital;
        }
        uppers += is_capital ? 1U : 0U;
        word.marked = word.marked || point.length > 1;
        ++letters;
        at += point.length;
    }
    word.end = static_cast<std::uint32_t>(at);
    constexpr std::size_t letters_max = std::numeric_limits<std::uint16_t>::max();
    word.letters = static_cast<std::uint16_t>(std::min(letters, letters_max));
    if (uppers == letters) {
        word.letter_case = Case::upper;
    } else if (uppers == 0) {
        word.letter_case = Case::lower;
    } else {
        word.letter_case = first_upper && uppers == 1 ? Case::title : Case::mixed;
    }
    return word;
}

template <class Belongs>
Lexeme cut_run(std::string_view text, std::size_t begin, LexemeKind kind, Belongs belongs) {
    std::size_t end = begin;
    while (end < text.size() && belongs(text[end])) {
        ++end;
    }
    const std::size_t length = std::min<std::size_t>(end - begin, 0xFFFF);
    return {.begin = static_cast<std::uint32_t>(begin),
            .end = static_cast<std::uint32_t>(end),
            .first = static_cast<unsigned char>(text[begin]),
            .letters = static_cast<std::uint16_t>(length),
            .kind = kind};
}

Lexeme cut(std::string_view text, std::size_t at) {
    const CodePoint point = decode(text, at);
    if (point.valid && is_letter(point.value)) {
        return cut_word(text, at);
    }
    if (is_digit(point.value)) {
        return cut_run(text, at, LexemeKind::digits, [](char c) { return c >= '0' && c <= '9'; });
    }
    const auto single = [&](LexemeKind kind) {
        return Lexeme{.begin = static_cast<std::uint32_t>(at),
                      .end = static_cast<std::uint32_t>(at + point.length),
                      .first = point.value,
                      .letters = 1,
                      .kind = kind};
    };
    switch (point.value) {
    case U' ':
        return cut_run(text, at, LexemeKind::blank, [](char c) { return c == ' '; });
    case U'\t':
        return single(LexemeKind::tab);
    case U'\n':
        return single(LexemeKind::newline);
    case U'\r':
        return single(LexemeKind::blank);
    case U'\f':
    case U'\v':
        return single(LexemeKind::newline);
    default:
        return single(LexemeKind::mark);
    }
}

} // namespace

std::vector<Lexeme> cut_into_lexemes(std::string_view text) {
    std::vector<Lexeme> out;
    constexpr std::size_t usual_length = 3;
    out.reserve(text.size() / usual_length + 1);
    std::size_t at = 0;
    while (at < text.size()) {
        out.push_back(cut(text, at));
        at = out.back().end;
    }
    return out;
}

const Lexeme& View::operator[](std::size_t at) const {
    return at < lexemes_.size() ? lexemes_[at] : nothing;
}

std::string_view View::text(std::size_t at) const {
    const Lexeme& lexeme = (*this)[at];
    return text_.substr(lexeme.begin, lexeme.end - lexeme.begin);
}

std::string_view View::text(std::size_t begin, std::size_t end) const {
    if (begin >= end || begin >= size()) {
        return {};
    }
    const std::size_t last = std::min(end, size()) - 1;
    return text_.substr(lexemes_[begin].begin, lexemes_[last].end - lexemes_[begin].begin);
}

bool View::is_mark(std::size_t at, char32_t point) const {
    const Lexeme& lexeme = (*this)[at];
    return lexeme.kind == LexemeKind::mark && lexeme.first == point;
}

bool View::is_word(std::size_t at, std::string_view word) const {
    return is_word(at) && text(at) == word;
}

bool View::is_blank(std::size_t at) const {
    const LexemeKind kind = (*this)[at].kind;
    return kind == LexemeKind::blank || kind == LexemeKind::tab || kind == LexemeKind::newline ||
           kind == LexemeKind::hidden;
}

bool View::touches(std::size_t at) const {
    return at + 1 < size() && lexemes_[at].end == lexemes_[at + 1].begin;
}

std::size_t View::skip_blanks(std::size_t at) const {
    while (at < size() && is_blank(at)) {
        ++at;
    }
    return at;
}

} // namespace speech
