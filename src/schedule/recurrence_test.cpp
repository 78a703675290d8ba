#include "schedule/recurrence.hpp"

#include <gtest/gtest.h>

namespace schedule {

namespace {

base::LocalDate day(const char* text) {
    return base::parse_date(text).value();
}

std::string days(const Recurrence& recurrence, const char* from, const char* to) {
    std::string text;
    for (const auto date : occurrence_days(recurrence, day(from), day(to))) {
        text += (text.empty() ? "" : " ") + base::to_text(date);
    }
    return text;
}

TEST(Recurrence, without_a_rule_only_the_first_day_is_meant) {
    EXPECT_EQ(days({.first_day = day("2026-06-03")}, "2026-06-01", "2026-06-30"), "2026-06-03");
    EXPECT_EQ(days({.first_day = day("2026-06-03")}, "2026-06-04", "2026-06-30"), "");
    EXPECT_EQ(days({.first_day = day("2026-07-03")}, "2026-06-04", "2026-06-30"), "");
}

TEST(Recurrence, weekdays_are_counted_from_the_first_day) {
    const Recurrence rule{.first_day = day("2026-06-01"), .rule = "FREQ=WEEKLY;BYDAY=MO,WE,FR"};
    EXPECT_EQ(days(rule, "2026-06-02", "2026-06-09"), "2026-06-03 2026-06-05 2026-06-08");
}

TEST(Recurrence, every_second_week_stays_in_step_however_far_away_one_looks) {
    const Recurrence rule{.first_day = day("2026-06-01"), .rule = "FREQ=WEEKLY;INTERVAL=2"};
    EXPECT_EQ(days(rule, "2026-06-02", "2026-07-01"), "2026-06-15 2026-06-29");
    EXPECT_EQ(days(rule, "2036-06-01", "2036-06-30"), "2036-06-02 2036-06-16 2036-06-30");
}

TEST(Recurrence, count_until_and_exceptions_end_or_thin_it) {
    EXPECT_EQ(days({.first_day = day("2026-06-01"), .rule = "FREQ=DAILY;COUNT=3"}, "2026-06-02",
                   "2026-06-30"),
              "2026-06-02 2026-06-03");
    EXPECT_EQ(days({.first_day = day("2026-06-01"), .rule = "FREQ=DAILY;UNTIL=20260602"},
                   "2026-06-01", "2026-06-30"),
              "2026-06-01 2026-06-02");
    EXPECT_EQ(days({.first_day = day("2026-06-01"),
                    .rule = "FREQ=DAILY;COUNT=3",
                    .except = {day("2026-06-02")}},
                   "2026-06-01", "2026-06-30"),
              "2026-06-01 2026-06-03");
}

TEST(Recurrence, months_and_years_follow_the_calendar) {
    EXPECT_EQ(days({.first_day = day("2026-01-31"), .rule = "FREQ=MONTHLY;BYMONTHDAY=-1"},
                   "2026-02-01", "2026-04-30"),
              "2026-02-28 2026-03-31 2026-04-30");
    EXPECT_EQ(
        days({.first_day = day("2024-02-29"), .rule = "FREQ=YEARLY"}, "2025-01-01", "2028-12-31"),
        "2028-02-29");
}

TEST(Recurrence, a_day_that_never_comes_ends_the_search) {
    EXPECT_EQ(days({.first_day = day("2026-06-01"), .rule = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"},
                   "2026-06-01", "2027-06-30"),
              "");
    EXPECT_EQ(days({.first_day = day("2026-06-01"),
                    .rule = "FREQ=DAILY;INTERVAL=30000;BYMONTH=2;BYMONTHDAY=30"},
                   "2026-06-01", "2027-06-30"),
              "");
}

TEST(Recurrence, unreadable_rules_and_rules_within_a_day_are_refused_and_give_no_day) {
    for (const char* text : {"FREQ=HOURLY", "FREQ=DAILY;BYHOUR=3", "daily", "FREQ=SOMETIMES", ";",
                             "FREQ=SECONDLY", "FREQ=DAILY;COUNT=abc"}) {
        const Recurrence rule{.first_day = day("2026-06-01"), .rule = text};
        EXPECT_FALSE(check_recurrence(rule).has_value()) << text;
    }
    EXPECT_TRUE(check_recurrence({.first_day = day("2026-06-01"), .rule = "FREQ=DAILY"}));
    EXPECT_EQ(
        days({.first_day = day("2026-06-01"), .rule = "FREQ=HOURLY"}, "2026-06-01", "2026-06-02"),
        "");
}

} // namespace

} // namespace schedule
