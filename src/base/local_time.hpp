#pragma once

#include "base/instant.hpp"
#include "base/result.hpp"

#include <string>
#include <string_view>

namespace base {

/// Việt Nam keeps one offset all year and has no daylight saving.
inline constexpr std::chrono::hours vietnam_offset{7};

/// A calendar day in Việt Nam; for schedules only. Text form `2026-06-01`.
struct LocalDate {
    std::chrono::year_month_day day{std::chrono::year{1970}, std::chrono::January,
                                    std::chrono::day{1}};

    friend constexpr auto operator<=>(const LocalDate&, const LocalDate&) = default;
};

/// A time of day in Việt Nam in seconds since midnight, 0 to 86 400 (24:00:00 as the end of a
/// window only). Text form `05:30:00`; `05:30` is read too.
struct LocalTime {
    std::int32_t seconds = 0;

    friend constexpr auto operator<=>(const LocalTime&, const LocalTime&) = default;
};

struct LocalDateTime {
    LocalDate date;
    LocalTime time;

    friend constexpr auto operator<=>(const LocalDateTime&, const LocalDateTime&) = default;
};

[[nodiscard]] LocalDateTime to_local(Instant at);
[[nodiscard]] Instant to_instant(LocalDateTime at);
[[nodiscard]] LocalDate add_days(LocalDate date, int days);
[[nodiscard]] int days_between(LocalDate from, LocalDate to);
/// Monday is 1, Sunday is 7 (ISO 8601).
[[nodiscard]] unsigned iso_weekday(LocalDate date);

[[nodiscard]] Result<LocalDate> parse_date(std::string_view text);
[[nodiscard]] Result<LocalTime> parse_time(std::string_view text);
[[nodiscard]] std::string to_text(LocalDate date);
[[nodiscard]] std::string to_text(LocalTime time);
/// RFC 3339 with milliseconds in UTC: `2026-06-01T22:15:00.000Z`.
[[nodiscard]] std::string to_text(Instant at);
/// RFC 3339 with any offset; at most milliseconds are kept.
[[nodiscard]] Result<Instant> parse_instant(std::string_view text);

} // namespace base
