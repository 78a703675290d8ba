#include "speech/normalize/abbreviations.hpp"
#include "speech/normalize/code_points.hpp"
#include "speech/normalize/foreign_words.hpp"
#include "speech/normalize/number_words.hpp"
#include "speech/normalize/phrases.hpp"
#include "speech/normalize/rules.hpp"
#include "speech/normalize/syllable.hpp"
#include "speech/normalize/units.hpp"

#include <algorithm>

// Words: Vietnamese syllables, abbreviations, Roman numerals, foreign words.

namespace speech {

namespace {

constexpr std::array<std::string_view, 26> before_numerals{
    "chương", "phần", "mục", "quý", "khóa", "khoá", "kỳ",   "kì",  "lần",
    "thứ",    "hội",  "kỷ",  "cấp", "loại", "hạng", "đoạn", "bậc", "nhóm",
    "lục",    "vùng", "khu", "đợt", "tập",  "họp",  "tiết", "mẫu"};

bool in_capitals(const View& view, std::size_t at) {
    // A neighbour in capitals that is a Vietnamese word makes this one a word, too.
    const auto shouted = [&](std::size_t where) {
        return view.is_word(where) && view[where].letter_case == Case::upper &&
               view[where].letters > 1 &&
               spelling_of(lower(view.text(where))) == Spelling::syllable &&
               abbreviation(view.text(where)).empty();
    };
    std::size_t left = at;
    while (left > 0 && view.is_blank(left - 1)) {
        --left;
    }
    return (left > 0 && shouted(left - 1)) || shouted(view.skip_blanks(at + 1));
}

/// The next word is a name: it begins with a capital but is not in capitals.
bool name_follows(const View& view, std::size_t at) {
    const std::size_t next = view.skip_blanks(at);
    return view.is_word(next) && view[next].letter_case == Case::title;
}

std::optional<Match> roman_numeral(const Context& context, std::size_t at) {
    const View& view = context.view;
    const std::string_view letters = view.text(at);
    const unsigned value = roman(letters);
    constexpr unsigned value_max = 40;
    if (value == 0 || value >= value_max || view[at].letter_case != Case::upper ||
        (view.touches(at) && (view.is_digits(at + 1) || view.is_mark(at + 1, U'\'')))) {
        return std::nullopt;
    }
    const std::string before = word_before(view, at);
    bool led = contains(before_numerals, before);
    if (!led) { // "quý I, II", "I - IV"
        std::size_t left = at;
        while (left > 0 && (view.is_blank(left - 1) || view.is_mark(left - 1, U',') ||
                            is_dash(view, left - 1) || view.is_word(left - 1, "và"))) {
            --left;
        }
        led = left > 0 && left < at && view.is_word(left - 1) && roman(view.text(left - 1)) > 0 &&
              view[left - 1].letter_case == Case::upper && view.text(left - 1) != "C";
    }
    if (!led && (view[at].letters == 1 || in_capitals(view, at) || letters.starts_with('L'))) {
        return std::nullopt;
    }
    const std::size_t last = after_dash(view, at + 1);
    const bool range = last != 0 && view.is_word(last) && view[last].letter_case == Case::upper &&
                       roman(view.text(last)) > value;
    const bool ordinal_word = before == "thứ";
    std::string words = ordinal_word ? ordinal(std::to_string(value), context.region)
                                     : cardinal(value, context.region);
    const bool year =
        view.is_mark(at + 1, U'/') && view.is_digits(at + 2) && view[at + 2].letters == 4;
    if (year) { // "quý II/2026"
        return Match{at + 3, words + " năm " + cardinal(view.text(at + 2), context.region),
                     TokenKind::date};
    }
    if (!range) {
        return Match{at + 1, words, TokenKind::number};
    }
    return Match{last + 1, words + " đến " + cardinal(roman(view.text(last)), context.region),
                 TokenKind::number};
}

/// "TP. Hồ Chí Minh", "P.5", "KT. CHỦ TỊCH", "Đ. Nguyễn Huệ".
std::optional<Match> dotted(const Context& context, std::size_t at) {
    const View& view = context.view;
    if (!view.is_mark(at + 1, U'.') || !view.touches(at)) {
        return std::nullopt;
    }
    const std::string_view letters = view.text(at);
    std::string spoken(dotted_abbreviation(letters));
    const std::size_t next = view.skip_blanks(at + 2);
    const bool name = view.is_word(next) && view[next].letter_case != Case::lower;
    const bool shouted =
        view.is_word(next) && view[next].letter_case == Case::upper && view[next].letters > 1;
    if (spoken.empty() || !(name || view.is_digits(next))) {
        return std::nullopt;
    }
    if (letters == "Q" && shouted) {
        spoken = "quyền";
    }
    if (letters == "TL" && view.is_digits(next)) {
        spoken = "tỉnh lộ";
    }
    if (letters == "ĐT" && view.is_digits(next) && view[next].letters <= 3) {
        spoken = "đường tỉnh";
    }
    if (view[at].letters == 1 && at > 0) { // the initial of a person: "Nguyễn T. Hoa"
        const std::size_t before = index_of_word_before(view, at);
        if (before != at && view[before].letter_case == Case::title && view.is_blank(at - 1) &&
            !view.is_digits(next)) {
            return std::nullopt;
        }
    }
    return Match{at + 2, spoken, TokenKind::abbreviation};
}

/// Abbreviations whose meaning hangs on their neighbours.
std::string_view by_context(const View& view, std::size_t at) {
    const std::string_view letters = view.text(at);
    const std::size_t next = view.skip_blanks(at + 1);
    if (letters == "TT") {
        if (view.is_digits(next)) {
            return "thông tư";
        }
        return name_follows(view, at + 1) ? "thị trấn" : "";
    }
    if (letters == "CT") {
        return view.is_digits(next) || view.is_word(next, "số") ? "chỉ thị" : "";
    }
    if (letters == "VT") {
        return word_before(view, at) == "lưu" ? "văn thư" : "";
    }
    if (letters == "ĐT") {
        return view.touches(at) && view.is_digits(at + 1) ? "đường tỉnh" : "";
    }
    if (letters == "ĐH") {
        return view.touches(at) && view.is_digits(at + 1) ? "đường huyện" : "";
    }
    if (letters == "CN") {
        return "chủ nhật";
    }
    if (letters == "VNĐ" || letters == "VND") {
        return view.is_mark(next, U'/') ? "đồng" : "";
    }
    return {};
}

std::string joined_with_and(const View& view, std::size_t at, std::size_t& end) {
    // "TT & TT", "KH&CN", "VHTT&DL"
    std::string letters(view.text(at));
    std::size_t here = at + 1;
    std::string best;
    constexpr std::size_t parts_max = 3;
    for (std::size_t parts = 0; parts < parts_max; ++parts) {
        const std::size_t sign = view.skip_blanks(here);
        const std::size_t next = view.skip_blanks(sign + 1);
        const bool hyphen = view.is_mark(sign, U'-') && sign == here && next == sign + 1;
        if ((!view.is_mark(sign, U'&') && !hyphen) || !view.is_word(next) ||
            view[next].letter_case != Case::upper) {
            break;
        }
        letters += hyphen ? "-" : "&";
        letters += view.text(next);
        here = next + 1;
        if (const std::string_view known = abbreviation(letters); !known.empty()) {
            best = known;
            end = here;
        }
    }
    return best;
}

/// "PCVPUBND" is two abbreviations written together.
std::string two_together(std::string_view letters) {
    constexpr std::size_t bytes_min = 3;
    for (std::size_t cut = letters.size() - std::min(letters.size(), bytes_min); cut >= bytes_min;
         --cut) {
        const std::string_view first = abbreviation(letters.substr(0, cut));
        const std::string_view second = abbreviation(letters.substr(cut));
        if (!first.empty() && !second.empty()) {
            return std::string(first) + " " + std::string(second);
        }
    }
    return {};
}

std::size_t vowels_in(std::string_view lower_word) {
    return static_cast<std::size_t>(std::ranges::count_if(lower_word, [](char c) {
        return std::string_view("aeiouy").find(c) != std::string_view::npos;
    }));
}

Match unknown_capitals(const View& view, std::size_t at, const std::string& word) {
    constexpr std::size_t name_min = 5; // "VINAMILK", "UNICEF"
    const std::size_t vowels = vowels_in(word);
    if (view[at].letters >= name_min && vowels * 5 >= word.size() * 2) {
        return {at + 1, respell_foreign(word), TokenKind::foreign};
    }
    return {at + 1, spell_letters(word), TokenKind::letters};
}

Match capitals(const Context& context, std::size_t at) {
    const View& view = context.view;
    const std::string_view letters = view.text(at);
    const std::string word = lower(letters);
    if (auto match = dotted(context, at)) {
        return *match;
    }
    if (auto match = roman_numeral(context, at)) {
        return *match;
    }
    const Spelling spelling = spelling_of(word);
    if (view[at].letters == 1 && spelling == Spelling::syllable) {
        return {at + 1, word, TokenKind::word}; // "Y tế", "vitamin A"
    }
    const bool vietnamese =
        spelling == Spelling::syllable && (view[at].marked || in_capitals(view, at));
    const bool known_marked =
        view[at].marked && !abbreviation(letters).empty() && !in_capitals(view, at);
    if (vietnamese && !known_marked) {
        return {at + 1, with_standard_tone(word), TokenKind::word};
    }
    std::size_t end = at + 1;
    if (const std::string joined = joined_with_and(view, at, end); !joined.empty()) {
        return {end, joined, TokenKind::abbreviation};
    }
    if (const std::string_view spoken = by_context(view, at); !spoken.empty()) {
        return {at + 1, std::string(spoken), TokenKind::abbreviation};
    }
    if (const std::string_view spoken = abbreviation(letters); !spoken.empty()) {
        return {at + 1, std::string(spoken), TokenKind::abbreviation};
    }
    if (const std::string_view spoken = known_foreign_word(word); !spoken.empty()) {
        return {at + 1, std::string(spoken), TokenKind::foreign};
    }
    if (view[at].letters > 1 && spelling == Spelling::syllable) {
        return {at + 1, with_standard_tone(word), TokenKind::word};
    }
    if (const std::string both = two_together(letters); !both.empty()) {
        return {at + 1, both, TokenKind::abbreviation};
    }
    return unknown_capitals(view, at, word);
}

/// The respelling of a name keeps its capitals: "Đắk" → "Đắc".
std::string named(const View& view, std::size_t at, std::string_view spoken) {
    if (spoken.empty()) {
        return {};
    }
    const CodePoint first = decode(spoken, 0);
    const bool lone_letter = spoken.size() == first.length || spoken[first.length] == ' ';
    if (view[at].letter_case != Case::title || lone_letter) {
        return std::string(spoken);
    }
    std::string out;
    append_utf8(out, upper(first.value));
    out.append(spoken.substr(first.length));
    return out;
}

Match other_word(const Context& context, std::size_t at) {
    const View& view = context.view;
    const std::string_view text = view.text(at);
    const std::string word = lower(text);
    if (auto match = dotted(context, at)) {
        return *match;
    }
    if (auto match = read_lone_unit(context, at)) {
        return *match;
    }
    const Spelling spelling = spelling_of(word);
    const bool plain_case = view[at].letter_case != Case::mixed;
    if (plain_case && spelling == Spelling::syllable) {
        return {at + 1, with_standard_tone(text), TokenKind::word};
    }
    if (const std::string_view spoken = code_abbreviation(text); !spoken.empty()) {
        return {at + 1, std::string(spoken), TokenKind::abbreviation};
    }
    if (const std::string_view spoken = known_foreign_word(word); !spoken.empty()) {
        return {at + 1, named(view, at, spoken), TokenKind::foreign};
    }
    if (plain_case && spelling == Spelling::unmarked) {
        return {at + 1, std::string(text), TokenKind::word};
    }
    if (spelling == Spelling::syllable) { // "xÃ", typed in haste
        return {at + 1, with_standard_tone(word), TokenKind::word};
    }
    std::string capitals_form;
    for (std::size_t i = 0; i < word.size();) {
        const CodePoint point = decode(word, i);
        append_utf8(capitals_form, upper(point.value));
        i += point.length;
    }
    if (const std::string_view spoken = abbreviation(capitals_form); !spoken.empty()) { // "ubnd"
        return {at + 1, std::string(spoken), TokenKind::abbreviation};
    }
    const bool spelled = view[at].letters == 1 || (vowels_in(word) == 0 && !view[at].marked);
    const std::string spoken = spelled ? spell_letters(word) : respell_foreign(word);
    return {at + 1, spelled ? spoken : named(view, at, spoken),
            spelled ? TokenKind::letters : TokenKind::foreign};
}

/// "QL1A", "H5N1", "T2", "P5": letters and digits in turn. `match` is the reading of the first
/// word.
Match with_digits(const Context& context, std::size_t at, Match match) {
    const View& view = context.view;
    const std::string_view letters = view.text(at);
    if (letters == "T" && view[at + 1].letters == 1) {
        const bool month_of_year = view.is_mark(at + 2, U'/');
        match.spoken = month_of_year ? "tháng" : "thứ";
        match.kind = TokenKind::date;
        if (!month_of_year) {
            const std::size_t last = after_dash(view, at + 2);
            const std::string first = "thứ " + ordinal(view.text(at + 1), context.region);
            if (last != 0 && view.is_word(last, "T") && view.is_digits(last + 1)) { // "T2-T6"
                return {last + 2,
                        first + " đến thứ " + ordinal(view.text(last + 1), context.region),
                        TokenKind::date};
            }
            return {at + 2, first, TokenKind::date};
        }
        if (view.is_digits(at + 3) && view[at + 3].letters == 4) {
            return {at + 4,
                    "tháng " + month(view.text(at + 1)) + " năm " + cardinal(view.text(at + 3)),
                    TokenKind::date};
        }
    } else if (letters == "QH") {
        match.spoken = "quốc hội khóa";
    } else if (letters == "P" || letters == "Q") {
        match.spoken = letters == "P" ? "phường" : "quận";
    }
    std::size_t here = at + 1;
    std::string out = match.spoken;
    while (view.is_digits(here) && view.touches(here - 1)) {
        constexpr std::size_t number_max = 3;
        const std::string_view digits = view.text(here);
        add_word(out, digits.size() <= number_max && digits.front() != '0'
                          ? padded(digits, context.region)
                          : digit_by_digit(digits));
        ++here;
        if ((view.is_mark(here, U'.') || view.is_mark(here, U',')) && view.is_digits(here + 1) &&
            view[here + 1].letters <= 2) { // "PM2.5"
            add_word(out, "phẩy " + padded(view.text(here + 1), context.region));
            here += 2;
        }
        if (!view.is_word(here) || !view.touches(here - 1) ||
            view[here].letter_case == Case::lower || view[here].letters > 2) {
            break;
        }
        add_word(out, spell_letters(lower(view.text(here))));
        ++here;
    }
    return {here, out, TokenKind::code};
}

/// "cơ sở1.": the number of a footnote hangs on a word.
bool is_footnote_mark(const View& view, std::size_t at) {
    constexpr std::array<std::string_view, 16> numbered{
        "tổ",  "khu", "nhóm", "lớp", "bài",    "ấp",    "thôn", "quận",
        "đội", "cấp", "số",   "mẫu", "phường", "tháng", "ngày", "năm"};
    const std::size_t after = at + 2;
    const bool ends = after >= view.size() || view.is_mark(after, U'.') ||
                      view.is_mark(after, U',') || view.is_mark(after, U';') ||
                      view.is_mark(after, U':') || view.is_mark(after, U')');
    return ends && view[at].letter_case == Case::lower && view[at + 1].letters <= 2 &&
           spelling_of(view.text(at)) == Spelling::syllable && !contains(numbered, view.text(at)) &&
           !(view.is_digits(after + 1) && view.touches(after));
}

} // namespace

namespace {

/// "M'Đrắk", "H’leo": one name.
std::optional<Match> with_apostrophe(const View& view, std::size_t at) {
    const bool apostrophe = view.is_mark(at + 1, U'\'') || view.is_mark(at + 1, U'’');
    constexpr std::size_t head_max = 2;
    if (!apostrophe || !view.touches(at) || !view.touches(at + 1) || !view.is_word(at + 2) ||
        view[at].letters > head_max) {
        return std::nullopt;
    }
    const std::string word = lower(view.text(at)) + "'" + lower(view.text(at + 2));
    const std::string_view known = known_foreign_word(word);
    return Match{at + 3, known.empty() ? respell_foreign(word) : std::string(known),
                 TokenKind::foreign};
}

} // namespace

std::optional<Match> read_word(const Context& context, std::size_t at) {
    const View& view = context.view;
    if (!view.is_word(at)) {
        return std::nullopt;
    }
    if (auto match = with_apostrophe(view, at)) {
        return match;
    }
    const Case letter_case = view[at].letter_case;
    if (view[at + 1].kind == LexemeKind::mark || letter_case == Case::upper) {
        if (const auto phrase = phrases().find(view.source(), view[at].begin)) {
            std::size_t end = at;
            const std::size_t stop = view[at].begin + phrase->length;
            while (end < view.size() && view[end].end <= stop) {
                ++end;
            }
            if (end > at && view[end - 1].end == stop) {
                return Match{end, std::string(phrase->spoken), TokenKind::abbreviation};
            }
        }
    }
    const bool digits_follow = view.is_digits(at + 1) && view.touches(at);
    const std::string word = lower(view.text(at));
    if (digits_follow && is_footnote_mark(view, at)) {
        return Match{at + 1, with_standard_tone(view.text(at)), TokenKind::word};
    }
    Match match = letter_case == Case::upper ? capitals(context, at) : other_word(context, at);
    if (digits_follow && match.end == at + 1 &&
        (letter_case == Case::upper || spelling_of(word) == Spelling::none)) {
        match = with_digits(context, at, match);
    }
    return match;
}

std::optional<Match> read_slash(const Context& context, std::size_t at) {
    const View& view = context.view;
    if (!view.is_mark(at, U'/')) {
        return std::nullopt;
    }
    const std::size_t next = view.skip_blanks(at + 1);
    const std::string before = word_before(view, at);
    const bool word_after = view.is_word(next);
    if (at == 0 || (!word_after && !view.is_digits(next))) {
        return Match{at + 1, "", TokenKind::silent}; // "./."
    }
    const std::string after = word_after ? lower(view.text(next)) : std::string();
    constexpr std::array<std::string_view, 8> pairs{"ông/bà", "anh/chị", "cô/chú",   "bác/chú",
                                                    "cha/mẹ", "và/hoặc", "vợ/chồng", "chú/cô"};
    if (contains(pairs, before + "/" + after)) {
        return Match{at + 1, "", TokenKind::silent};
    }
    if (!word_after) { // "3G/4G"
        return view.is_digits(at - 1) ? Match{at + 1, "trên", TokenKind::symbol}
                                      : Match{at + 1, ",", TokenKind::pause};
    }
    if (before.empty()) {
        return Match{at + 1, ",", TokenKind::pause};
    }
    if (is_counted_per(after)) { // "02 đợt/năm"
        constexpr std::size_t words_back = 5;
        for (std::size_t i = at, words = 0; i-- > 0 && words < words_back;) {
            if (view.is_digits(i)) {
                return Match{at + 1, "một", TokenKind::symbol};
            }
            if (view[i].kind == LexemeKind::mark && !view.is_mark(i, U'/') &&
                !view.is_mark(i, U')')) {
                break;
            }
            words += view.is_word(i) ? 1U : 0U;
        }
    }
    const Unit* unit = find_unit(view.text(next));
    if (unit != nullptr && !unit->money && (unit->alone || unit->spoken.size() > 3) &&
        view[next].letters <= 3 && !unit->touching && view.touches(at)) {
        return Match{at + 1, "một", TokenKind::symbol};
    }
    return Match{at + 1, "hoặc", TokenKind::symbol};
}

} // namespace speech
