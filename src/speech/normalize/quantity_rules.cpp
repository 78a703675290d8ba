#include "speech/normalize/code_points.hpp"
#include "speech/normalize/number_words.hpp"
#include "speech/normalize/rules.hpp"
#include "speech/normalize/units.hpp"

#include <algorithm>

// Numbers with what hangs on them. In Vietnamese texts the comma is the decimal sign and the dot
// (or a blank) parts the thousands (TCVN 6398; Decree 30/2020/NĐ-CP); "4.0" keeps its dot as
// "chấm".

namespace speech {

namespace {

struct Number {
    std::size_t end = 0;
    std::string integer;
    std::string fraction;
    bool dotted = false;  ///< the decimal sign is a dot
    bool section = false; ///< "1.2.3"
    std::string section_words;
};

bool triple(const View& view, std::size_t at) {
    return view.is_digits(at) && view[at].letters == 3;
}

constexpr std::array<std::string_view, 8> scales{"tỷ",   "tỉ",   "triệu", "nghìn",
                                                 "ngàn", "trăm", "đồng",  "vạn"};

std::optional<Number> grouped(const View& view, std::size_t at, char32_t separator) {
    Number number{.end = at + 1, .integer = std::string(view.text(at))};
    std::size_t groups = 0;
    while (view.is_mark(number.end, separator) && triple(view, number.end + 1)) {
        number.integer += view.text(number.end + 1);
        number.end += 2;
        ++groups;
    }
    const bool more = view.is_mark(number.end, separator) && view.is_digits(number.end + 1);
    const std::size_t groups_min = separator == U',' ? 2 : 1;
    const bool english = separator == U',' && groups == 1 && view.is_mark(number.end, U'.') &&
                         view.is_digits(number.end + 1) && view[number.end + 1].letters <= 2;
    if (more || view[at].letters > 3 || view[at].first == U'0' ||
        (groups < groups_min && !english)) {
        return std::nullopt;
    }
    const char32_t decimal = separator == U'.' ? U',' : U'.';
    if (view.is_mark(number.end, decimal) && view.is_digits(number.end + 1) &&
        !(view.is_mark(number.end + 2, decimal) && view.is_digits(number.end + 3))) {
        number.fraction = view.text(number.end + 1);
        number.end += 2;
    }
    return number;
}

/// "1 250 000", and "5 000 đồng" because money follows.
std::optional<Number> grouped_by_blanks(const View& view, std::size_t at) {
    Number number{.end = at + 1, .integer = std::string(view.text(at))};
    std::size_t groups = 0;
    while (view[number.end].kind == LexemeKind::blank && view[number.end].letters == 1 &&
           triple(view, number.end + 1)) {
        number.integer += view.text(number.end + 1);
        number.end += 2;
        ++groups;
    }
    const std::size_t next = view.skip_blanks(number.end);
    const Unit* unit = find_unit(view.text(next));
    const bool money = view.is_word(next, "đồng") || (unit != nullptr && unit->money);
    const bool enough = groups >= 2 || (groups == 1 && money);
    if (!enough || view[at].letters > 3 || view[at].first == U'0') {
        return std::nullopt;
    }
    return number;
}

std::optional<Number> section(const View& view, std::size_t at) {
    Number number{.end = at + 1, .integer = std::string(view.text(at)), .section = true};
    number.section_words = padded(view.text(at));
    std::size_t levels = 1;
    while (view.is_mark(number.end, U'.') && view.is_digits(number.end + 1)) {
        number.section_words += " chấm " + padded(view.text(number.end + 1));
        number.end += 2;
        ++levels;
    }
    return levels > 2 ? std::optional(number) : std::nullopt;
}

Number number_at(const View& view, std::size_t at) {
    for (const char32_t separator : {U'.', U','}) {
        if (auto number = grouped(view, at, separator)) {
            return *number;
        }
    }
    if (auto number = grouped_by_blanks(view, at)) {
        return *number;
    }
    if (auto number = section(view, at)) {
        return *number;
    }
    Number number{.end = at + 1, .integer = std::string(view.text(at))};
    const bool comma = view.is_mark(at + 1, U',');
    const bool dot = view.is_mark(at + 1, U'.');
    if ((comma || dot) && view.is_digits(at + 2)) {
        const bool before = at > 1 && view.is_mark(at - 1, U',') && view.is_digits(at - 2);
        const bool list =
            comma && (before || (view.is_mark(at + 3, U',') && view.is_digits(at + 4)));
        if (!list) {
            number.fraction = view.text(at + 2);
            number.dotted = dot;
            number.end = at + 3;
        }
    }
    return number;
}

struct Suffix {
    std::size_t end = 0;
    std::string words;
    TokenKind kind = TokenKind::number;
};

/// "m" + "²", "µ" + "g", "°" + "C": the written form of one unit at `at`.
std::pair<std::string, std::size_t> written_unit(const View& view, std::size_t at) {
    std::string written;
    std::size_t end = at;
    if (view.is_mark(end, U'µ') || view.is_mark(end, U'μ')) {
        written = "µ";
        ++end;
    }
    if (!view.is_word(end)) {
        return {{}, at};
    }
    written += view.text(end);
    ++end;
    if (view.is_mark(end, U'²') || view.is_mark(end, U'³')) {
        written += view.is_mark(end, U'²') ? "2" : "3";
        ++end;
    } else if (view.touches(end - 1) && (view.text(end) == "2" || view.text(end) == "3") &&
               find_unit(written + std::string(view.text(end))) != nullptr) {
        written += view.text(end);
        ++end;
    }
    return {written, end};
}

std::optional<Suffix> degree(const View& view, std::size_t at) {
    if (!view.is_mark(at, U'°') && !view.is_mark(at, U'º') && !view.is_mark(at, U'˚')) {
        return std::nullopt;
    }
    const std::size_t letter = view.skip_blanks(at + 1);
    if (view.is_word(letter, "C")) {
        return Suffix{letter + 1, "độ xê", TokenKind::measure};
    }
    if (view.is_word(letter, "F")) {
        return Suffix{letter + 1, "độ ép", TokenKind::measure};
    }
    return Suffix{at + 1, "độ", TokenKind::measure};
}

/// "/người/tháng", "/h", "/m2" after a unit that ends at `suffix.end`.
void add_denominators(const View& view, Suffix& suffix, bool technical) {
    while (view.is_mark(suffix.end, U'/') && view.touches(suffix.end)) {
        if (view.is_digits(suffix.end + 1)) { // "200mm/24h"
            const auto [after, after_end] = written_unit(view, suffix.end + 2);
            const Unit* per = find_unit(after);
            if (per == nullptr) {
                return;
            }
            add_word(suffix.words, "trên");
            add_word(suffix.words, padded(view.text(suffix.end + 1)));
            add_word(suffix.words, per->spoken);
            suffix.end = after_end;
            continue;
        }
        const auto [written, end] = written_unit(view, suffix.end + 1);
        const Unit* unit = find_unit(written);
        const std::string word = lower(written);
        if (unit != nullptr && !unit->money) {
            add_word(suffix.words, technical ? "trên" : "một");
            add_word(suffix.words, unit->spoken);
        } else if (is_counted_per(word)) {
            add_word(suffix.words, technical ? "trên" : "một");
            add_word(suffix.words, word);
        } else {
            return;
        }
        suffix.end = end;
    }
}

std::optional<Suffix> unit_at(const View& view, std::size_t number_end) {
    const std::size_t at = view.skip_blanks(number_end);
    if (view[at].kind == LexemeKind::newline || at > number_end + 1) {
        return std::nullopt;
    }
    const bool touching = at == number_end;
    if (view.is_mark(at, U'%') || view.is_mark(at, U'‰')) {
        Suffix suffix{at + 1, std::string(symbol_words(view[at].first)), TokenKind::measure};
        add_denominators(view, suffix, false);
        return suffix;
    }
    if (auto found = degree(view, at)) {
        return found;
    }
    const char32_t sign = view[at].first;
    if (view[at].kind == LexemeKind::mark && (sign == U'$' || sign == U'€' || sign == U'£' ||
                                              sign == U'¥' || sign == U'₫' || sign == U'℃')) {
        return Suffix{at + 1, std::string(symbol_words(sign)),
                      sign == U'℃' ? TokenKind::measure : TokenKind::money};
    }
    if (touching && (view.is_mark(at, U'\'') || view.is_mark(at, U'′') || view.is_mark(at, U'’'))) {
        return view.is_word(at + 1) ? std::nullopt
                                    : std::optional(Suffix{at + 1, "phút", TokenKind::time});
    }
    const auto [written, end] = written_unit(view, at);
    const Unit* unit = find_unit(written);
    if (unit == nullptr || (unit->touching && !touching) ||
        (view.is_digits(end) && view.touches(end - 1))) {
        return std::nullopt;
    }
    // "5 g" may be grams, "5 l" litres, but "3 V" is more often a name.
    if (!touching && written.size() == 1 && view[at].letter_case == Case::upper) {
        return std::nullopt;
    }
    Suffix suffix{end, std::string(unit->spoken),
                  unit->money ? TokenKind::money : TokenKind::measure};
    if (written == "tr" && view.is_word(view.skip_blanks(end), "đồng")) {
        suffix.words = "triệu";
    }
    const bool technical = !unit->money && !is_counted_per(lower(view.text(end + 1)));
    add_denominators(view, suffix, technical || unit->alone);
    return suffix;
}

std::string words_of(const Context& context, const Number& number, std::size_t suffix_end) {
    if (number.section) {
        return number.section_words;
    }
    const View& view = context.view;
    std::string out = padded(number.integer, context.region);
    if (number.fraction.empty()) {
        return out;
    }
    const std::size_t next = view.skip_blanks(number.end);
    const bool decimal = !number.dotted || number.integer == "0" || suffix_end > number.end ||
                         (view.is_word(next) && contains(scales, lower(view.text(next))));
    return out + (decimal ? " phẩy " : " chấm ") +
           (decimal ? after_comma(number.fraction, context.region)
                    : padded(number.fraction, context.region));
}

constexpr std::array<std::string_view, 24> counted_things{
    "hộ",  "xã",  "phường", "thôn",   "ấp",    "buôn",  "người", "tiêu",
    "chỉ", "đại", "khu",    "trường", "đảng",  "phiếu", "huyện", "tỉnh",
    "lớp", "đơn", "cơ",     "chi",    "thành", "tổ",    "học",   "điểm"};

constexpr std::array<std::string_view, 12> before_addresses{
    "số", "nhà", "hẻm", "ngõ", "kiệt", "ngách", "tổ", "lớp", "độ", "lệ", "đạt", "thửa"};

/// "3/4" → ba phần tư; "17/19 tiêu chí", "số 12/4" → trên; "24/7".
std::optional<Match> fraction(const Context& context, std::size_t at) {
    const View& view = context.view;
    const bool ratio =
        view.is_mark(at + 1, U':') && view.touches(at) && view.touches(at + 1); // "1:500"
    if ((!view.is_mark(at + 1, U'/') && !ratio) || !view.is_digits(at + 2)) {
        return std::nullopt;
    }
    std::string words = padded(view.text(at), context.region);
    std::size_t end = at + 3;
    const unsigned top = value_of(view.text(at), 99999999).value_or(0);
    const unsigned bottom = value_of(view.text(at + 2), 99999999).value_or(0);
    const std::size_t next = view.skip_blanks(end);
    const bool counts = view.is_word(next) && contains(counted_things, lower(view.text(next)));
    constexpr unsigned bottom_max = 10;
    const bool chain = view.is_mark(end, U'/') && view.is_digits(end + 1);
    const bool part = !ratio && top > 0 && top < bottom && bottom <= bottom_max && !chain &&
                      !counts && !contains(before_addresses, word_before(view, at));
    add_word(words, part ? "phần" : "trên");
    add_word(words, part && bottom == 4 ? "tư" : padded(view.text(at + 2), context.region));
    while (view.is_mark(end, U'/') && view.is_digits(end + 1)) {
        add_word(words, "trên");
        add_word(words, padded(view.text(end + 1), context.region));
        end += 2;
    }
    if (auto suffix = unit_at(view, end)) {
        add_word(words, suffix->words);
        end = suffix->end;
    }
    return Match{end, words, TokenKind::number};
}

/// "5G", "1A", "12B1": a class, a road, a house.
std::optional<Match> number_with_letters(const Context& context, std::size_t at) {
    const View& view = context.view;
    constexpr std::size_t letters_max = 3;
    if (!view.touches(at) || !view.is_word(at + 1) || view[at + 1].letters > letters_max ||
        view[at + 1].marked || view[at + 1].letter_case == Case::lower) {
        return std::nullopt;
    }
    return read_word(context, at + 1);
}

std::string_view context_word(const Context& context, std::size_t at) {
    constexpr std::array<std::string_view, 3> ordinals{"thứ", "hạng", "nhì"};
    const std::string before = word_before(context.view, at);
    if (before == "tháng") {
        return "tháng";
    }
    return contains(ordinals, before) && before == "thứ" ? "thứ" : "";
}

std::string plain_words(const Context& context, std::size_t at, const Number& number) {
    const std::string_view before = context_word(context, at);
    const bool whole = number.fraction.empty() && !number.section;
    if (whole && before == "tháng") {
        return month(number.integer);
    }
    if (whole && before == "thứ") {
        return ordinal(number.integer, context.region);
    }
    const bool account =
        number.end == at + 1 && number.integer.size() >= 9 && !number.integer.ends_with("000");
    if (account) {
        std::string out;
        for (std::size_t i = 0;
             i < number.integer.size();) { // threes, and no digit alone at the end
            const std::size_t left = number.integer.size() - i;
            const std::size_t length = left == 4 ? 4 : std::min<std::size_t>(left, 3);
            out += (i == 0 ? "" : ", ") +
                   digit_by_digit(std::string_view(number.integer).substr(i, length));
            i += length;
        }
        return out;
    }
    return words_of(context, number, number.end);
}

constexpr std::array<std::string_view, 6> score_words{"số", "thắng", "thua", "hòa", "hoà", "điểm"};

/// "80-150mm", "2021 – 2025", "10km-15km".
std::optional<Match> range(const Context& context, std::size_t at, const Number& first,
                           const std::optional<Suffix>& first_unit) {
    const View& view = context.view;
    const std::size_t next = after_dash(view, first_unit ? first_unit->end : first.end);
    if (next == 0 || !view.is_digits(next) || view.is_mark(next + 1, U'/') || first.section) {
        return std::nullopt;
    }
    const Number second = number_at(view, next);
    const auto second_unit = unit_at(view, second.end);
    const bool before_score = contains(score_words, word_before(view, at)) && !second_unit;
    const auto bigger = [](const Number& a, const Number& b) {
        return a.integer.size() != b.integer.size() ? a.integer.size() > b.integer.size()
                                                    : a.integer > b.integer;
    };
    const std::size_t end = second_unit ? second_unit->end : second.end;
    const bool chain = is_dash(view, end) && view.is_digits(end + 1);
    std::string out = plain_words(context, at, first);
    if (chain || before_score || (!bigger(second, first) && first.fraction.empty())) {
        // "tỷ số 2-1", "1-2-3": a row of numbers
        if (view.is_blank(first.end)) {
            return std::nullopt;
        }
        std::size_t last = first.end;
        while (is_dash(view, last) && view.is_digits(last + 1)) {
            out += (before_score ? " " : ", ") + padded(view.text(last + 1), context.region);
            last += 2;
        }
        return last == first.end ? std::nullopt
                                 : std::optional(Match{last, out, TokenKind::number});
    }
    const bool shown = first_unit && second_unit && first_unit->words != second_unit->words;
    if (shown || (first_unit && !second_unit)) {
        add_word(out, first_unit->words);
    }
    add_word(out, "đến");
    add_word(out, context_word(context, at) == "tháng" ? month(second.integer)
                                                       : words_of(context, second, end));
    if (second_unit) {
        add_word(out, second_unit->words);
    }
    return Match{end, out, second_unit ? second_unit->kind : TokenKind::number};
}

} // namespace

std::optional<Match> read_lone_unit(const Context& context, std::size_t at) {
    const auto [written, end] = written_unit(context.view, at);
    const Unit* unit = find_unit(written);
    if (unit == nullptr || !unit->alone) {
        return std::nullopt;
    }
    Suffix suffix{end, std::string(unit->spoken), TokenKind::measure};
    add_denominators(context.view, suffix, true);
    return Match{suffix.end, suffix.words, suffix.kind};
}

std::optional<Match> read_quantity(const Context& context, std::size_t at) {
    const View& view = context.view;
    const bool dollar_first =
        view.is_mark(at, U'$') || view.is_mark(at, U'€') || view.is_mark(at, U'£');
    if (const std::size_t first = view.skip_blanks(at + 1); dollar_first && view.is_digits(first)) {
        const Number number = number_at(view, first);
        std::string words = words_of(context, number, number.end + 1);
        std::size_t end = number.end;
        const std::size_t scale = view.skip_blanks(end);
        if (view.is_word(scale) && contains(scales, lower(view.text(scale)))) {
            add_word(words, lower(view.text(scale)));
            end = scale + 1;
        }
        add_word(words, symbol_words(view[at].first));
        return Match{end, words, TokenKind::money};
    }
    if (!view.is_digits(at)) {
        return std::nullopt;
    }
    if (auto match = fraction(context, at)) {
        return match;
    }
    const Number number = number_at(view, at);
    const auto unit = unit_at(view, number.end);
    if (auto match = range(context, at, number, unit)) {
        return match;
    }
    const std::size_t end = unit ? unit->end : number.end;
    const std::size_t times = view.skip_blanks(end);
    const bool multiplies = (view.is_word(times, "x") || view.is_mark(times, U'×')) &&
                            view.is_digits(view.skip_blanks(times + 1)); // "3 x 4 m", "12 m x 6 m"
    if (unit || multiplies) {
        std::string words = words_of(context, number, end);
        add_word(words, unit ? unit->words : "");
        add_word(words, multiplies ? "nhân" : "");
        return Match{multiplies ? times + 1 : end, words, unit ? unit->kind : TokenKind::number};
    }
    if (number.end == at + 1) {
        if (auto letters = number_with_letters(context, at)) {
            const bool generation = view.is_word(at + 1, "G");
            const std::string spoken = generation ? "gờ" : letters->spoken;
            return Match{letters->end, padded(view.text(at), context.region) + " " + spoken,
                         TokenKind::code};
        }
    }
    return Match{number.end, plain_words(context, at, number), TokenKind::number};
}

} // namespace speech
