#include "speech/normalize/number_words.hpp"
#include "speech/normalize/rules.hpp"

#include "speech/normalize/code_points.hpp"

// Dates and times of day.

namespace speech {

namespace {

struct Date {
    std::size_t end = 0;
    std::string_view day;
    std::string_view month;
    std::string_view year;
};

bool is_day(std::string_view digits) {
    return digits.size() <= 2 && value_of(digits, 31).value_or(0) > 0;
}
bool is_month(std::string_view digits) {
    return digits.size() <= 2 && value_of(digits, 12).value_or(0) > 0;
}
bool is_year(std::string_view digits) {
    return digits.size() == 4 && value_of(digits, 2199).value_or(0) >= 1000;
}

bool ends_number(const View& view, std::size_t at) {
    const bool goes_on =
        (view.is_mark(at, U'/') || view.is_mark(at, U'.') || view.is_mark(at, U',')) &&
        view.is_digits(at + 1);
    return !view.is_digits(at) && !goes_on;
}

constexpr std::array<std::string_view, 26> before_dates{
    "ngày", "sáng", "trưa",  "chiều", "tối",   "đêm",  "hôm",  "mùng", "mồng",
    "lễ",   "dịp",  "khuya", "đến",   "trước", "sau",  "hết",  "từ",   "nay",
    "mai",  "qua",  "tới",   "rạng",  "khánh", "mừng", "niệm", "động"};

constexpr std::array<std::string_view, 6> says_day{"ngày", "mùng", "mồng", "rằm", "hôm", "lễ"};

/// d/m/y with one kind of separator.
std::optional<Date> full_date(const View& view, std::size_t at) {
    if (!view.is_digits(at) || !is_day(view.text(at))) {
        return std::nullopt;
    }
    const char32_t separator = view[at + 1].first;
    if (separator != U'/' && separator != U'-' && separator != U'.' && separator != U'–') {
        return std::nullopt;
    }
    if (!view.is_mark(at + 1, separator) || !view.is_digits(at + 2) ||
        !view.is_mark(at + 3, separator) || !view.is_digits(at + 4)) {
        return std::nullopt;
    }
    if (!is_month(view.text(at + 2)) || !ends_number(view, at + 5)) {
        return std::nullopt;
    }
    const std::string_view year = view.text(at + 4);
    const bool short_year =
        year.size() == 2 && separator == U'/' && contains(before_dates, word_before(view, at));
    if (!is_year(year) && !short_year) {
        return std::nullopt;
    }
    return Date{at + 5, view.text(at), view.text(at + 2), year};
}

std::optional<Date> day_month(const View& view, std::size_t at, char32_t separator) {
    if (!view.is_digits(at) || !is_day(view.text(at)) || !view.is_mark(at + 1, separator) ||
        !view.is_digits(at + 2) || !is_month(view.text(at + 2)) || !ends_number(view, at + 3)) {
        return std::nullopt;
    }
    return Date{at + 3, view.text(at), view.text(at + 2), {}};
}

std::string year_words(std::string_view year, Region region) {
    return "năm " + (year.size() == 2 ? padded(year, region) : cardinal(year, region));
}

std::string words_of(const Date& date, Region region) {
    std::string out;
    if (!date.day.empty()) {
        out = cardinal(date.day, region);
        add_word(out, "tháng");
        add_word(out, month(date.month));
    }
    if (!date.year.empty()) {
        add_word(out, year_words(date.year, region));
    }
    return out;
}

/// "ngày" unless the text says it already.
std::string led_by_day(const View& view, std::size_t at, std::string words) {
    const std::string before = word_before(view, at);
    return contains(says_day, before) ? words : "ngày " + words;
}

std::optional<Match> range_of_dates(const Context& context, std::size_t at, const Date& first) {
    const View& view = context.view;
    const std::size_t next = after_dash(view, first.end);
    if (next == 0) {
        return std::nullopt;
    }
    std::optional<Date> second = full_date(view, next);
    if (!second && first.year.empty()) {
        second = day_month(view, next, U'/');
    }
    if (!second) {
        return std::nullopt;
    }
    return Match{second->end,
                 led_by_day(view, at, words_of(first, context.region)) + " đến ngày " +
                     words_of(*second, context.region),
                 TokenKind::date};
}

/// "7-9/6", "7 - 9/6/2026".
std::optional<Match> range_of_days(const Context& context, std::size_t at) {
    const View& view = context.view;
    const std::size_t next = after_dash(view, at + 1);
    if (next == 0 || !is_day(view.text(at))) {
        return std::nullopt;
    }
    std::optional<Date> last = full_date(view, next);
    if (!last) {
        last = day_month(view, next, U'/');
    }
    if (!last || value_of(view.text(at), 31) >= value_of(last->day, 31)) {
        return std::nullopt;
    }
    return Match{last->end,
                 led_by_day(view, at, cardinal(view.text(at), context.region)) + " đến ngày " +
                     words_of(*last, context.region),
                 TokenKind::date};
}

constexpr std::array<std::string_view, 9> numbered_in_year{"quý",  "đợt",  "kỳ", "kì", "lần",
                                                           "khóa", "khoá", "vụ", "học"};

/// "6/2026", "5-6/2026".
std::optional<Match> month_of_year(const Context& context, std::size_t at) {
    const View& view = context.view;
    std::size_t last = at;
    if (const std::size_t next = after_dash(view, at + 1); next != 0 && view.is_digits(next)) {
        last = next;
    }
    if (!is_month(view.text(at)) || !is_month(view.text(last)) || !view.is_mark(last + 1, U'/') ||
        !view.is_digits(last + 2) || !is_year(view.text(last + 2)) ||
        !ends_number(view, last + 3) || (view.is_mark(last + 3, U'/') && view.is_word(last + 4))) {
        return std::nullopt;
    }
    const std::string before = word_before(view, at);
    const bool numbered = contains(numbered_in_year, before);
    if (before == "số") {
        return std::nullopt;
    }
    const auto say = [&](std::size_t which) {
        return numbered ? cardinal(view.text(which), context.region) : month(view.text(which));
    };
    std::string out = numbered || before == "tháng" ? "" : "tháng";
    add_word(out, say(at));
    if (last != at) {
        add_word(out, "đến");
        add_word(out, say(last));
    }
    add_word(out, year_words(view.text(last + 2), context.region));
    return Match{last + 3, out, TokenKind::date};
}

/// Days that everybody writes without "ngày": "30/4", "2-9".
bool is_known_day(const Date& date) {
    constexpr std::array<std::string_view, 20> known{
        "30/4", "1/5", "2/9",  "8/3", "20/10", "20/11", "27/7", "22/12", "19/8",  "3/2",
        "26/3", "1/6", "28/6", "7/5", "10/3",  "19/5",  "27/2", "21/6",  "18/11", "10/10"};
    const auto plain = [](std::string_view digits) {
        return digits.starts_with('0') ? digits.substr(1) : digits;
    };
    return contains(known, std::string(plain(date.day)) + "/" + std::string(plain(date.month)));
}

/// "nghỉ lễ 30/4 và 1/5": a feast is spoken of.
bool near_holiday_word(const View& view, std::size_t at) {
    constexpr std::array<std::string_view, 7> feasts{"lễ",    "nghỉ", "dịp", "niệm",
                                                     "khánh", "mừng", "tết"};
    constexpr std::size_t words_max = 6;
    std::size_t words = 0;
    for (std::size_t i = at; i-- > 0 && words < words_max;) {
        if (view.is_word(i)) {
            ++words;
            if (contains(feasts, lower(view.text(i)))) {
                return true;
            }
        }
    }
    return false;
}

std::optional<Match> short_date(const Context& context, std::size_t at) {
    const View& view = context.view;
    std::optional<Date> date = day_month(view, at, U'/');
    const bool dashed = !date.has_value();
    if (dashed) {
        date = day_month(view, at, U'-');
    }
    if (!date || view.is_word(date->end) || view.is_mark(date->end, U'%') ||
        (is_dash(view, date->end) && view.is_word(date->end + 1))) {
        return std::nullopt;
    }
    const std::size_t next = view.skip_blanks(date->end);
    constexpr std::array<std::string_view, 5> streets{"đường", "phố", "khu", "hẻm", "ngõ"};
    const bool house = view.is_word(next) && contains(streets, lower(view.text(next)));
    const bool always = view.text(at, date->end) == "24/7";
    const std::string before = word_before(view, at);
    const bool led =
        dashed ? contains(says_day, before) || before == "dịp" : contains(before_dates, before);
    // "3/4" is three quarters, "20/12" can only be a day.
    const bool only_a_day =
        value_of(date->day, 31) > value_of(date->month, 12) && (!dashed || is_known_day(*date));
    if (dashed && view.is_word(next) && lower(view.text(next)) == "ngày") {
        return std::nullopt; // "nghỉ lễ 1-5 ngày"
    }
    const bool holiday = is_known_day(*date) && near_holiday_word(view, at);
    if (!led && !holiday && (!only_a_day || house || always)) {
        return std::nullopt;
    }
    if (auto range = range_of_dates(context, at, *date)) {
        return range;
    }
    return Match{date->end, led_by_day(view, at, words_of(*date, context.region)), TokenKind::date};
}

std::optional<Match> iso_date(const Context& context, std::size_t at) {
    const View& view = context.view;
    if (!is_year(view.text(at)) || !view.is_mark(at + 1, U'-') || !view.is_digits(at + 2) ||
        !view.is_mark(at + 3, U'-') || !view.is_digits(at + 4) || !is_month(view.text(at + 2)) ||
        !is_day(view.text(at + 4)) || view[at + 2].letters != 2 || view[at + 4].letters != 2) {
        return std::nullopt;
    }
    const Date date{at + 5, view.text(at + 4), view.text(at + 2), view.text(at)};
    return Match{date.end, led_by_day(view, at, words_of(date, context.region)), TokenKind::date};
}

struct Time {
    std::size_t end = 0;
    std::string words;
};

std::string minutes_words(std::string_view digits, Region region) {
    return value_of(digits, 59).value_or(0) == 0 ? std::string()
                                                 : cardinal(digits, region) + " phút";
}

/// "7h30", "7h", "7g30", "7 giờ 30'", "07:30".
std::optional<Time> time_of_day(const Context& context, std::size_t at) {
    const View& view = context.view;
    if (!view.is_digits(at) || view[at].letters > 2 || !value_of(view.text(at), 24)) {
        return std::nullopt;
    }
    const auto minutes_at = [&](std::size_t where) {
        return view.is_digits(where) && view[where].letters <= 2 &&
               value_of(view.text(where), 59).has_value();
    };
    std::string words = cardinal(view.text(at), context.region) + " giờ";
    if (view.is_mark(at + 1, U':') && minutes_at(at + 2) && view[at + 2].letters == 2) {
        add_word(words, minutes_words(view.text(at + 2), context.region));
        std::size_t end = at + 3;
        if (view.is_mark(end, U':') && minutes_at(end + 1) && view[end + 1].letters == 2) {
            add_word(words, cardinal(view.text(end + 1), context.region) + " giây");
            end += 2;
        }
        return Time{end, words};
    }
    const std::size_t sign = view.skip_blanks(at + 1);
    const std::string_view hour = view.text(sign);
    const bool touching = sign == at + 1;
    const bool letter = touching && (hour == "h" || hour == "H" ||
                                     ((hour == "g" || hour == "G") && minutes_at(sign + 1)));
    if (!view.is_word(sign) || (!letter && hour != "giờ")) {
        return std::nullopt;
    }
    const std::size_t minutes = letter ? sign + 1 : view.skip_blanks(sign + 1);
    if (!minutes_at(minutes) || view.is_mark(minutes + 1, U'/')) {
        return letter ? std::optional(Time{sign + 1, words}) : std::nullopt;
    }
    std::size_t end = minutes + 1;
    const std::size_t unit = view.skip_blanks(end);
    const bool quoted =
        view.is_mark(end, U'\'') || view.is_mark(end, U'’') || view.is_mark(end, U'′');
    const bool named = view.is_word(unit, "phút") ||
                       (unit == end && (view.is_word(end, "p") || view.is_word(end, "ph")));
    if (!letter && !quoted && !named) {
        return std::nullopt;
    }
    add_word(words, minutes_words(view.text(minutes), context.region));
    end = named ? unit + 1 : quoted ? end + 1 : end;
    return Time{end, words};
}

} // namespace

std::optional<Match> read_date(const Context& context, std::size_t at) {
    const View& view = context.view;
    if (!view.is_digits(at) || view[at].letters > 4) {
        return std::nullopt;
    }
    if (const auto date = full_date(view, at)) {
        if (auto range = range_of_dates(context, at, *date)) {
            return range;
        }
        return Match{date->end, led_by_day(view, at, words_of(*date, context.region)),
                     TokenKind::date};
    }
    for (const auto rule : {iso_date, range_of_days, month_of_year, short_date}) {
        if (auto match = rule(context, at)) {
            return match;
        }
    }
    return std::nullopt;
}

std::optional<Match> read_blank_date(const Context& context, std::size_t at) {
    const View& view = context.view;
    if (!view.is_word(at) || lower(view.text(at)) != "ngày") {
        return std::nullopt;
    }
    const auto skip_blank_field = [&](std::size_t from) {
        while (from < view.size() && (view.is_blank(from) || view.is_mark(from, U'.') ||
                                      view.is_mark(from, U'…') || view.is_mark(from, U'_'))) {
            ++from;
        }
        return from;
    };
    const std::size_t named_month = skip_blank_field(at + 1);
    if (!view.is_word(named_month) || lower(view.text(named_month)) != "tháng") {
        return std::nullopt;
    }
    const std::size_t after = skip_blank_field(named_month + 1);
    if (view.is_digits(after) && is_month(view.text(after))) {
        return Match{named_month, "", TokenKind::silent};
    }
    const std::size_t year = view.skip_blanks(after + 1);
    if (view.is_word(after) && lower(view.text(after)) == "năm" && view.is_digits(year) &&
        is_year(view.text(year))) {
        return Match{after, "", TokenKind::silent};
    }
    return std::nullopt;
}

std::optional<Match> read_time(const Context& context, std::size_t at) {
    const View& view = context.view;
    const auto first = time_of_day(context, at);
    if (!first) {
        // "7-9h": the hour is said once
        const std::size_t next =
            view.is_digits(at) && view[at].letters <= 2 ? after_dash(view, at + 1) : 0;
        const auto last = next == 0 ? std::nullopt : time_of_day(context, next);
        if (!last || view.is_mark(next + 1, U':') || !value_of(view.text(at), 24)) {
            return std::nullopt;
        }
        return Match{last->end, cardinal(view.text(at), context.region) + " đến " + last->words,
                     TokenKind::time};
    }
    if (const std::size_t next = after_dash(view, first->end); next != 0) {
        if (const auto last = time_of_day(context, next)) {
            return Match{last->end, first->words + " đến " + last->words, TokenKind::time};
        }
    }
    return Match{first->end, first->words, TokenKind::time};
}

} // namespace speech
