#include "speech/normalize/markup.hpp"

#include "speech/normalize/code_points.hpp"

#include <algorithm>
#include <array>

namespace speech {

namespace {

constexpr std::array<std::string_view, 30> tag_names{
    "a",    "b",   "blockquote", "body",  "br",     "center", "code", "div", "em", "font",
    "h",    "hr",  "html",       "i",     "img",    "li",     "o",    "ol",  "p",  "pre",
    "span", "sub", "sup",        "small", "strong", "table",  "td",   "tr",  "u",  "ul"};

std::size_t tag_end(const View& all, std::size_t at) {
    constexpr std::size_t tag_lexemes_max = 40;
    std::size_t end = at + 1;
    if (all.is_mark(end, U'/')) {
        ++end;
    }
    if (!all.is_word(end) ||
        std::ranges::find(tag_names, lower(all.text(end))) == tag_names.end()) {
        return at;
    }
    // "<b và c>" is no tag: a name is followed by its end, a number, or attributes.
    const bool attributes = all[end + 1].kind == LexemeKind::blank && all.is_mark(end + 3, U'=');
    if (!attributes && !all.is_mark(end + 1, U'>') && !all.is_mark(end + 1, U'/') &&
        !all.is_mark(all.skip_blanks(end + 1), U'/') && !all.is_digits(end + 1)) {
        return at;
    }
    for (; end < all.size() && end < at + tag_lexemes_max; ++end) {
        if (all[end].kind == LexemeKind::newline || all.is_mark(end, U'<')) {
            return at;
        }
        if (all.is_mark(end, U'>')) {
            return end + 1;
        }
    }
    return at;
}

bool multiplies(const View& all, std::size_t at) {
    const bool before = at > 0 && (all.is_digits(at - 1) || (at > 1 && all.is_digits(at - 2)));
    return before && all.is_digits(all.skip_blanks(at + 1));
}

std::size_t markup_end(const View& all, std::size_t at) {
    if (all[at].kind != LexemeKind::mark) {
        return at;
    }
    const bool inner = at > 0 && !all.is_blank(at - 1) && all[at - 1].kind != LexemeKind::mark &&
                       !all.is_blank(at + 1) && all[at + 1].kind != LexemeKind::mark;
    switch (all[at].first) {
    case U'`':
        return at + 1;
    case U'*':
        return multiplies(all, at) ? at : at + 1;
    case U'_':
        return inner ? at : at + 1;
    case U'<':
        return tag_end(all, at);
    default:
        return at;
    }
}

} // namespace

std::vector<Lexeme> without_markup(std::string_view text, std::vector<Lexeme> lexemes) {
    const View all(text, lexemes);
    std::vector<Lexeme> out;
    out.reserve(lexemes.size());
    std::size_t at = 0;
    while (at < lexemes.size()) {
        const std::size_t end = markup_end(all, at);
        out.push_back(lexemes[at]);
        if (end > at) {
            out.back().end = lexemes[end - 1].end;
            out.back().kind = LexemeKind::hidden;
        }
        at = std::max(end, at + 1);
    }
    return out;
}

} // namespace speech
