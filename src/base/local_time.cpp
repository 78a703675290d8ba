#include "base/local_time.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <optional>

namespace base {

namespace {

using std::chrono::sys_days;

constexpr std::int64_t ms_per_day = 86'400'000;

std::optional<int> digits(std::string_view text, std::size_t from, std::size_t count) {
    if (from + count > text.size()) {
        return std::nullopt;
    }
    int value = 0;
    for (const char c : text.substr(from, count)) {
        if (c < '0' || c > '9') {
            return std::nullopt;
        }
        value = value * 10 + (c - '0');
    }
    return value;
}

Failure bad_date() {
    return fail(Fault::invalid, "base.bad_date", "Ngày phải viết theo dạng 2026-06-01.",
                "A date is written like 2026-06-01.");
}

Failure bad_time() {
    return fail(Fault::invalid, "base.bad_time", "Giờ phải viết theo dạng 05:30 hoặc 05:30:00.",
                "A time of day is written like 05:30 or 05:30:00.");
}

Failure bad_instant() {
    return fail(Fault::invalid, "base.bad_instant",
                "Thời điểm phải viết theo RFC 3339, ví dụ 2026-06-01T05:30:00+07:00.",
                "An instant is written as in RFC 3339, such as 2026-06-01T05:30:00+07:00.");
}

std::int64_t floor_divide(std::int64_t a, std::int64_t b) {
    return a / b - (a % b < 0 ? 1 : 0);
}

/// `.123456` → 123; sets `used` to the number of characters read.
std::optional<int> fraction_ms(std::string_view text, std::size_t& used) {
    used = 0;
    if (text.empty() || text.front() != '.') {
        return 0;
    }
    int value = 0;
    std::size_t count = 0;
    for (const char c : text.substr(1)) {
        if (c < '0' || c > '9') {
            break;
        }
        if (count < 3) {
            value = value * 10 + (c - '0');
        }
        ++count;
    }
    if (count == 0 || count > 9) {
        return std::nullopt;
    }
    for (std::size_t i = count; i < 3; ++i) {
        value *= 10;
    }
    used = count + 1;
    return value;
}

/// `Z`, `+07:00`, `-05:30` → minutes east of UTC.
std::optional<int> offset_minutes(std::string_view text) {
    if (text == "Z" || text == "z") {
        return 0;
    }
    if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') {
        return std::nullopt;
    }
    const auto hours = digits(text, 1, 2);
    const auto minutes = digits(text, 4, 2);
    if (!hours || !minutes || *hours > 23 || *minutes > 59) {
        return std::nullopt;
    }
    const int total = *hours * 60 + *minutes;
    return text[0] == '-' ? -total : total;
}

} // namespace

LocalDateTime to_local(Instant at) {
    const std::int64_t shifted = at.ms + Millis{vietnam_offset}.count();
    const std::int64_t days = floor_divide(shifted, ms_per_day);
    const auto date = sys_days{std::chrono::days{days}};
    const auto seconds = (shifted - days * ms_per_day) / 1000;
    return {LocalDate{std::chrono::year_month_day{date}},
            LocalTime{static_cast<std::int32_t>(seconds)}};
}

Instant to_instant(LocalDateTime at) {
    const auto days = sys_days{at.date.day}.time_since_epoch();
    const auto local = Millis{days} + std::chrono::seconds{at.time.seconds};
    return Instant{(local - Millis{vietnam_offset}).count()};
}

LocalDate add_days(LocalDate date, int days) {
    return LocalDate{std::chrono::year_month_day{sys_days{date.day} + std::chrono::days{days}}};
}

int days_between(LocalDate from, LocalDate to) {
    return static_cast<int>((sys_days{to.day} - sys_days{from.day}).count());
}

unsigned iso_weekday(LocalDate date) {
    return std::chrono::weekday{sys_days{date.day}}.iso_encoding();
}

Result<LocalDate> parse_date(std::string_view text) {
    const auto year = digits(text, 0, 4);
    const auto month = digits(text, 5, 2);
    const auto day = digits(text, 8, 2);
    if (text.size() != 10 || text[4] != '-' || text[7] != '-' || !year || !month || !day) {
        return bad_date();
    }
    const LocalDate date{std::chrono::year{*year} /
                         std::chrono::month{static_cast<unsigned>(*month)} /
                         std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.day.ok() || *year < 1900) {
        return bad_date();
    }
    return date;
}

Result<LocalTime> parse_time(std::string_view text) {
    const bool has_seconds = text.size() == 8;
    const auto hour = digits(text, 0, 2);
    const auto minute = digits(text, 3, 2);
    const auto second = has_seconds ? digits(text, 6, 2) : std::optional<int>{0};
    if ((text.size() != 5 && !has_seconds) || text[2] != ':' || (has_seconds && text[5] != ':') ||
        !hour || !minute || !second) {
        return bad_time();
    }
    const int total = *hour * 3600 + *minute * 60 + *second;
    if (*minute > 59 || *second > 59 || total > 86'400) {
        return bad_time();
    }
    return LocalTime{total};
}

std::string to_text(LocalDate date) {
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.day.year()),
                       static_cast<unsigned>(date.day.month()),
                       static_cast<unsigned>(date.day.day()));
}

std::string to_text(LocalTime time) {
    return fmt::format("{:02}:{:02}:{:02}", time.seconds / 3600, time.seconds / 60 % 60,
                       time.seconds % 60);
}

std::string to_text(Instant at) {
    const std::int64_t days = floor_divide(at.ms, ms_per_day);
    const LocalDate date{std::chrono::year_month_day{sys_days{std::chrono::days{days}}}};
    const std::int64_t rest = at.ms - days * ms_per_day;
    return fmt::format("{}T{}.{:03}Z", to_text(date),
                       to_text(LocalTime{static_cast<std::int32_t>(rest / 1000)}), rest % 1000);
}

Result<Instant> parse_instant(std::string_view text) {
    if (text.size() < 20 || (text[10] != 'T' && text[10] != 't' && text[10] != ' ')) {
        return bad_instant();
    }
    const auto date = parse_date(text.substr(0, 10));
    const auto time = parse_time(text.substr(11, 8));
    std::size_t used = 0;
    const auto fraction = fraction_ms(text.substr(19), used);
    if (!date || !time || time->seconds == 86'400 || !fraction) {
        return bad_instant();
    }
    const auto offset = offset_minutes(text.substr(19 + used));
    if (!offset) {
        return bad_instant();
    }
    const auto utc_days = Millis{sys_days{date->day}.time_since_epoch()};
    return Instant{utc_days.count() + std::int64_t{time->seconds} * 1000 + *fraction -
                   std::int64_t{*offset} * 60'000};
}

} // namespace base
