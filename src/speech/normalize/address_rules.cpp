#include "speech/normalize/code_points.hpp"
#include "speech/normalize/foreign_words.hpp"
#include "speech/normalize/number_words.hpp"
#include "speech/normalize/rules.hpp"
#include "speech/normalize/syllable.hpp"

#include <algorithm>

// E-mail and web addresses, piece by piece: "ubnd@angiang.gov.vn" → "u bê nờ dê a còng an giang
// chấm gờ o vê chấm vê nờ".

namespace speech {

namespace {

struct Known {
    std::string_view piece;
    std::string_view spoken;
};

constexpr std::array<Known, 15> known_pieces{{{"com", "com"},
                                              {"vn", "vê nờ"},
                                              {"gov", "gờ o vê"},
                                              {"edu", "e đu"},
                                              {"org", "o rờ gờ"},
                                              {"net", "nét"},
                                              {"info", "in phô"},
                                              {"www", "vê kép vê kép vê kép"},
                                              {"html", "hát tê mờ lờ"},
                                              {"php", "pê hát pê"},
                                              {"me", "mi"},
                                              {"io", "i o"},
                                              {"asia", "a xi a"},
                                              {"qlvb", "quy lờ vê bê"},
                                              {"daklak", "đắc lắc"}}};

constexpr std::array<std::string_view, 12> top_domains{"vn",   "com",  "net", "org", "edu", "gov",
                                                       "info", "asia", "me",  "io",  "app", "biz"};

std::string_view joint(char32_t point) {
    switch (point) {
    case U'.':
        return "chấm";
    case U'@':
        return "a còng";
    case U'-':
        return "gạch ngang";
    case U'_':
        return "gạch dưới";
    case U'/':
        return "gạch chéo";
    case U':':
        return "hai chấm";
    case U'?':
        return "hỏi chấm";
    case U'=':
        return "bằng";
    case U'&':
        return "và";
    case U'%':
        return "phần trăm";
    case U'#':
        return "thăng";
    case U'+':
        return "cộng";
    case U'~':
        return "ngã";
    default:
        return {};
    }
}

std::string piece_words(std::string_view text) {
    const std::string word = lower(text);
    for (const Known& known : known_pieces) {
        if (known.piece == word) {
            return std::string(known.spoken);
        }
    }
    if (const std::string_view spoken = known_foreign_word(word); !spoken.empty()) {
        return std::string(spoken);
    }
    if (word.size() > 1) {
        if (auto syllables = cut_into_syllables(word)) {
            return *syllables;
        }
    }
    constexpr std::size_t spelled_max = 4;
    return word.size() <= spelled_max ? spell_letters(word) : respell_foreign(word);
}

/// One past the last lexeme that belongs to an unbroken address.
std::size_t end_of_run(const View& view, std::size_t at) {
    std::size_t end = at;
    while (end < view.size() &&
           (view.is_word(end) || view.is_digits(end) ||
            (view[end].kind == LexemeKind::mark && !joint(view[end].first).empty()))) {
        ++end;
    }
    while (end > at && view[end - 1].kind == LexemeKind::mark && !view.is_mark(end - 1, U'/')) {
        --end; // the full stop of the sentence
    }
    return end;
}

bool is_address(const View& view, std::size_t at, std::size_t end) {
    bool dot = false;
    bool at_sign = false;
    bool first_slash = false;
    std::size_t last_of_host = end;
    for (std::size_t i = at; i < end; ++i) {
        dot = dot || (view.is_mark(i, U'.') && i > at);
        at_sign = at_sign || (view.is_mark(i, U'@') && i > at && i + 1 < end);
        if (view.is_mark(i, U'/') && !first_slash) {
            first_slash = true;
            last_of_host = i;
        }
        if (view[i].marked) {
            return false;
        }
    }
    const std::string first = lower(view.text(at));
    if (first == "www" || ((first == "http" || first == "https") && view.is_mark(at + 1, U':') &&
                           view.is_mark(at + 2, U'/'))) {
        return true;
    }
    if (at_sign) {
        return dot;
    }
    return dot && last_of_host > at + 2 && view.is_mark(last_of_host - 2, U'.') &&
           view[last_of_host - 1].letter_case == Case::lower &&
           contains(top_domains, view.text(last_of_host - 1));
}

} // namespace

std::optional<Match> read_address(const Context& context, std::size_t at) {
    const View& view = context.view;
    if ((!view.is_word(at) && !view.is_digits(at)) || !view.touches(at) ||
        view[at + 1].kind == LexemeKind::blank) {
        return std::nullopt;
    }
    const std::size_t end = end_of_run(view, at);
    if (end < at + 3 || !is_address(view, at, end)) {
        return std::nullopt;
    }
    std::string out;
    std::size_t here = at;
    const std::string scheme = lower(view.text(at));
    if ((scheme == "http" || scheme == "https") && view.is_mark(at + 1, U':')) {
        here = at + 2;
        while (view.is_mark(here, U'/')) {
            ++here;
        }
    }
    for (; here < end; ++here) {
        if (view.is_word(here)) {
            add_word(out, piece_words(view.text(here)));
        } else if (view.is_digits(here)) {
            add_word(out, view[here].letters > 2 ? digit_by_digit(view.text(here))
                                                 : padded(view.text(here)));
        } else if (!(view.is_mark(here, U'/') && here + 1 == end)) {
            add_word(out, joint(view[here].first));
        }
    }
    return out.empty() ? std::nullopt : std::optional(Match{end, out, TokenKind::address});
}

} // namespace speech
