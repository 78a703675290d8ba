#include "speech/normalize/abbreviations.hpp"
#include "speech/normalize/code_points.hpp"
#include "speech/normalize/foreign_words.hpp"
#include "speech/normalize/number_words.hpp"
#include "speech/normalize/rules.hpp"

// Telephone numbers, numbers of documents, addresses on the net.

namespace speech {

namespace {

struct Digits {
    std::size_t end = 0;
    std::vector<std::string> groups;

    [[nodiscard]] std::size_t count() const {
        std::size_t out = 0;
        for (const std::string& group : groups) {
            out += group.size();
        }
        return out;
    }
};

/// Groups of digits parted by one dot, hyphen, blank or bracket each.
Digits digit_groups(const View& view, std::size_t at) {
    Digits out{.end = at};
    constexpr std::size_t groups_max = 6;
    std::size_t next = at;
    char32_t separator = 0;
    while (view.is_digits(next) && out.groups.size() < groups_max) {
        out.groups.emplace_back(view.text(next));
        out.end = next + 1;
        const Lexeme& gap = view[next + 1];
        const bool parting =
            (gap.kind == LexemeKind::blank && gap.letters == 1 && next + 1 < view.size()) ||
            view.is_mark(next + 1, U'.') || view.is_mark(next + 1, U'-');
        if (!parting || (separator != 0 && gap.first != separator)) {
            break;
        }
        separator = gap.first;
        next += 2;
    }
    return out;
}

std::string phone_words(const Digits& digits) {
    std::vector<std::string> groups = digits.groups;
    if (groups.size() == 1 && groups.front().size() > 4) { // unparted: four, then threes
        const std::string all = groups.front();
        groups = {all.substr(0, 4)};
        for (std::size_t i = 4; i < all.size(); i += 3) {
            groups.push_back(all.substr(i, 3));
        }
        if (groups.back().size() == 1) {
            groups[groups.size() - 2] += groups.back();
            groups.pop_back();
        }
    }
    std::string out;
    for (const std::string& group : groups) {
        out += (out.empty() ? "" : ", ") + digit_by_digit(group);
    }
    return out;
}

constexpr std::array<std::string_view, 12> phone_context{
    "gọi", "hotline", "nóng", "thoại", "máy", "sđt", "đt", "đtdđ", "đài", "hệ", "zalo", "alo"};

/// A word for telephones stands among the last words of the sentence.
bool near_phone_word(const View& view, std::size_t at) {
    constexpr std::size_t words_max = 5;
    std::size_t words = 0;
    for (std::size_t i = at; i-- > 0 && words < words_max;) {
        if (view.is_mark(i, U';') ||
            (view.is_mark(i, U'.') && view.is_blank(i + 1) && !view.is_word(i - 1))) {
            return false;
        }
        if (view.is_word(i)) {
            ++words;
            if (contains(phone_context, lower(view.text(i)))) {
                return true;
            }
        }
    }
    return false;
}

bool is_phone(const View& view, std::size_t at, const Digits& digits) {
    const std::size_t count = digits.count();
    const std::string& first = digits.groups.front();
    const bool next_is_part = (view.is_mark(digits.end, U'/') || view.is_mark(digits.end, U',')) &&
                              view.is_digits(digits.end + 1);
    if (next_is_part) {
        return near_phone_word(view, at) && count >= 9;
    }
    if (first.starts_with('0') && (count == 10 || count == 11)) {
        return digits.groups.size() == 1 || first.size() >= 3;
    }
    if ((first.starts_with("1800") || first.starts_with("1900")) && count >= 8 && count <= 10) {
        return true;
    }
    constexpr std::size_t short_min = 3;
    return count >= short_min && count <= 11 && digits.groups.size() <= 4 &&
           near_phone_word(view, at) &&
           (count >= 6 || (count == 3 && first.starts_with("11")) || first.starts_with('0') ||
            first.starts_with('1'));
}

bool is_code_letters(const View& view, std::size_t at) {
    if (!view.is_word(at)) {
        return false;
    }
    const Lexeme& word = view[at];
    return (word.letter_case == Case::upper && word.letters >= 2) ||
           !code_abbreviation(view.text(at)).empty() ||
           (word.letter_case == Case::upper && word.first == U'L');
}

std::string letters_words(std::string_view letters) {
    const std::string_view known = code_abbreviation(letters);
    return known.empty() ? spell_letters(lower(letters)) : std::string(known);
}

bool is_recent_year(const View& view, std::size_t at) {
    return view[at].letters == 4 && value_of(view.text(at), 2199).value_or(0) >= 1900;
}

/// The piece after a separator: letters with what hangs on them ("QH15", "GD&ĐT"), or a number.
/// Moves `at` behind it.
bool add_piece(const View& view, std::size_t& at, bool after_slash, std::string& out) {
    if (view.is_digits(at)) {
        const bool year = after_slash && is_recent_year(view, at);
        out += (year ? ", năm " : ", ") + padded(view.text(at));
        ++at;
        return false;
    }
    std::string letters(view.text(at));
    ++at;
    while ((view.is_mark(at, U'&') || view.is_mark(at, U',')) && view.touches(at) &&
           view.touches(at - 1) && view.is_word(at + 1) &&
           view[at + 1].letter_case == Case::upper) {
        letters += view.text(at, at + 2);
        at += 2;
    }
    std::string words;
    std::size_t from = 0;
    if (code_abbreviation(letters).empty()) { // "TTCN&CTTĐT": two offices
        for (std::size_t cut = letters.find('&'); cut != std::string::npos;
             cut = letters.find('&', from)) {
            add_word(words, letters_words(std::string_view(letters).substr(from, cut - from)));
            add_word(words, "và");
            from = cut + 1;
        }
    }
    add_word(words, letters_words(std::string_view(letters).substr(from)));
    if (view.is_digits(at) && view.touches(at - 1)) {
        add_word(words, letters.ends_with("QH") ? "khóa" : "");
        add_word(words, padded(view.text(at)));
        ++at;
    }
    const bool first_letters = !out.empty() && !out.ends_with(", ");
    out += (first_letters ? " " : "") + words;
    return true;
}

/// Letters for the kind of a document; the office that issued it follows without a pause.
bool names_a_kind(std::string_view letters) {
    constexpr std::array<std::string_view, 30> kinds{
        "NĐ",   "QĐ",   "NQ", "KH",  "TT", "CT",  "TB", "BC", "HD", "CV",
        "TTr",  "CĐ",   "QC", "QyĐ", "KL", "CTr", "ĐA", "PA", "BB", "GM",
        "TTLT", "VBHN", "L",  "PL",  "HĐ", "QyC", "TM", "PC", "LB", "CTrPH"};
    return contains(kinds, letters);
}

bool is_separator(const View& view, std::size_t at) {
    return view.is_mark(at, U'/') || is_dash(view, at) || view.is_mark(at, U'.');
}

/// Where the piece after the separator at `at` begins, or 0. A hyphen may have blanks around it:
/// "NĐ - CP".
std::size_t next_piece(const View& view, std::size_t at) {
    if (is_separator(view, at) && view.touches(at) &&
        (is_code_letters(view, at + 1) || (view.is_digits(at + 1) && !view.is_mark(at, U'.')))) {
        return at + 1;
    }
    const std::size_t spaced = after_dash(view, at);
    const bool known = spaced != 0 && view.is_word(spaced) &&
                       view[spaced].letter_case == Case::upper &&
                       !code_abbreviation(view.text(spaced)).empty() && view.is_word(at - 1) &&
                       !code_abbreviation(view.text(at - 1)).empty();
    return known ? spaced : 0;
}

} // namespace

std::optional<Match> read_phone(const Context& context, std::size_t at) {
    const View& view = context.view;
    if (view.is_mark(at, U'+') && view.is_digits(at + 1) && view.touches(at)) { // +84 912 345 678
        const Digits digits = digit_groups(view, at + 1);
        if (digits.count() >= 9 && digits.count() <= 14) {
            return Match{digits.end, "cộng " + phone_words(digits), TokenKind::phone};
        }
        return std::nullopt;
    }
    if (view.is_mark(at, U'(') && view.is_digits(at + 1) && view[at + 1].first == U'0' &&
        view.is_mark(at + 2, U')')) { // (0297) 3829115
        Digits digits = digit_groups(view, view.skip_blanks(at + 3));
        if (digits.groups.empty()) {
            return std::nullopt;
        }
        digits.groups.insert(digits.groups.begin(), std::string(view.text(at + 1)));
        if (digits.count() >= 9 && digits.count() <= 12) {
            return Match{digits.end, phone_words(digits), TokenKind::phone};
        }
        return std::nullopt;
    }
    if (!view.is_digits(at)) {
        return std::nullopt;
    }
    Digits digits = digit_groups(view, at);
    if (digits.groups.size() > 1 && digits.groups.front().size() >= 9) { // two numbers in a row
        digits.groups.resize(1);
        digits.end = at + 1;
    }
    if (!is_phone(view, at, digits) || (view.is_word(digits.end) && view.touches(digits.end - 1))) {
        return std::nullopt;
    }
    return Match{digits.end, phone_words(digits), TokenKind::phone};
}

std::optional<Match> read_document_number(const Context& context, std::size_t at) {
    const View& view = context.view;
    std::string out;
    std::size_t here = at;
    if (view.is_digits(at)) {
        const std::string_view number = view.text(at);
        out = number.starts_with('0') ? digit_by_digit(number) : cardinal(number, context.region);
        ++here;
        if (view.is_word(here) && view[here].letters == 1 && view.touches(at) &&
            view.is_mark(here + 1, U'/')) { // "12a/2024/NQ-HĐND"
            add_word(out, letter_name(lower(view[here].first)));
            ++here;
        }
    } else if (!view.is_mark(at, U'/') || !is_code_letters(view, at + 1) ||
               !(is_dash(view, at + 2) || view.is_mark(at + 2, U'/'))) {
        return std::nullopt; // "/KH-UBND": the number is still to be filled in
    }
    bool letters = false;
    while (here < view.size()) {
        const std::size_t next = next_piece(view, here);
        if (next == 0) {
            break;
        }
        const bool slash = view.is_mark(here, U'/');
        const std::size_t last = here - (here > at ? 1U : 0U);
        here = next;
        const bool is_letters = view.is_word(here);
        const bool close = view.is_word(last) && names_a_kind(view.text(last));
        if (is_letters && !close && !out.empty()) {
            out += ", ";
        }
        letters = add_piece(view, here, slash, out) || letters;
    }
    if (!letters) {
        return std::nullopt;
    }
    return Match{here, out, TokenKind::code};
}

} // namespace speech
