#include "schedule/preemption.hpp"
#include "schedule/unit_rules.hpp"

#include <gtest/gtest.h>

namespace schedule {

namespace {

base::LocalDate day(const char* text) {
    return base::parse_date(text).value();
}
base::LocalTime time(const char* text) {
    return base::parse_time(text).value();
}

TEST(UnitRules, the_defaults_allow_morning_and_evening_and_keep_the_night_quiet) {
    const UnitRules rules = default_rules();
    EXPECT_EQ(to_text(allowed_spans(rules, day("2026-06-01"))), "05:30–06:30, 17:00–18:00");
    EXPECT_EQ(to_text(quiet_spans(rules, day("2026-06-01"))), "00:00–05:00, 21:00–24:00");
}

TEST(UnitRules, quiet_hours_cut_windows_and_touching_windows_become_one) {
    UnitRules rules = default_rules();
    rules.windows = {{{}, time("04:00"), time("06:00"), {}},
                     {{}, time("06:00"), time("07:00"), {}}};
    EXPECT_EQ(to_text(allowed_spans(rules, day("2026-06-01"))), "05:00–07:00");
    rules.quiet_hours.push_back({time("05:30"), time("05:45"), {}});
    EXPECT_EQ(to_text(allowed_spans(rules, day("2026-06-01"))), "05:00–05:30, 05:45–07:00");
}

TEST(UnitRules, without_windows_everything_that_is_not_quiet_is_allowed) {
    UnitRules rules = default_rules();
    rules.windows.clear();
    EXPECT_EQ(to_text(allowed_spans(rules, day("2026-06-01"))), "05:00–21:00");
}

TEST(UnitRules, windows_follow_weekday_and_season) {
    UnitRules rules = default_rules();
    const Season winter{{11, 1}, {3, 31}};
    rules.windows = {{{1, 2, 3, 4, 5}, time("05:30"), time("06:00"), {}},
                     {{6, 7}, time("07:00"), time("07:30"), {}},
                     {{}, time("16:30"), time("17:00"), winter}};
    EXPECT_EQ(to_text(allowed_spans(rules, day("2026-06-01"))), "05:30–06:00");
    EXPECT_EQ(to_text(allowed_spans(rules, day("2026-06-06"))), "07:00–07:30");
    EXPECT_EQ(to_text(allowed_spans(rules, day("2027-01-02"))), "07:00–07:30, 16:30–17:00");
}

TEST(UnitRules, a_quiet_night_that_begins_on_the_last_day_of_its_season_ends_next_morning) {
    UnitRules rules = default_rules();
    rules.quiet_hours = {{time("20:00"), time("06:00"), Season{{12, 1}, {12, 31}}}};
    EXPECT_EQ(to_text(quiet_spans(rules, day("2026-12-01"))), "20:00–24:00");
    EXPECT_EQ(to_text(quiet_spans(rules, day("2027-01-01"))), "00:00–06:00");
    EXPECT_EQ(to_text(quiet_spans(rules, day("2027-01-02"))), "");
}

TEST(UnitRules, days_off_allow_nothing_and_say_why) {
    UnitRules rules = default_rules();
    rules.days_off = {{day("2026-09-01"), day("2026-09-02"), "Quốc khánh"}};
    rules.weekdays_off = {7};
    EXPECT_TRUE(allowed_spans(rules, day("2026-09-02")).empty());
    EXPECT_EQ(day_off_name(rules, day("2026-09-02")), "Quốc khánh");
    EXPECT_EQ(day_off_name(rules, day("2026-06-07")), "ngày nghỉ trong tuần");
    EXPECT_EQ(day_off_name(rules, day("2026-06-08")), "");
}

TEST(UnitRules, wrong_members_are_all_named) {
    UnitRules rules = default_rules();
    rules.unit_name = "";
    rules.windows[0].to = rules.windows[0].from;
    rules.windows[1].weekdays = {8};
    rules.day_minutes_max = -1;
    const auto checked = check_rules(rules);
    ASSERT_FALSE(checked.has_value());
    std::string pointers;
    for (const auto& field : checked.error().fields) {
        pointers += field.pointer + " ";
    }
    EXPECT_EQ(pointers, "/unit_name /windows/0/to /windows/1/weekdays /day_minutes_max ");
    EXPECT_TRUE(check_rules(default_rules()).has_value());
}

TEST(MonthDay, reads_days_of_the_calendar_only) {
    EXPECT_EQ(MonthDay::parse("02-29").value(), (MonthDay{2, 29}));
    EXPECT_EQ(to_text(MonthDay{5, 1}), "05-01");
    for (const char* text : {"02-30", "13-01", "00-10", "5-1", "0a-10", ""}) {
        EXPECT_FALSE(MonthDay::parse(text).has_value()) << text;
    }
}

TEST(RuleBook, the_nearest_unit_and_its_latest_rules_count) {
    UnitRules province = default_rules();
    province.area = area::AreaPath({"91"});
    province.effective_from = day("2026-01-01");
    UnitRules commune = province;
    commune.area = area::AreaPath({"91", "31069"});
    commune.effective_to = day("2026-12-31");
    UnitRules summer = commune;
    summer.effective_from = day("2026-06-01");
    summer.effective_to = day("2026-08-31");
    const RuleBook book({province, commune, summer});
    const area::AreaPath hamlet({"91", "31069", "31069-01"});
    EXPECT_EQ(book.find(hamlet, day("2026-05-31")), 2U);
    EXPECT_EQ(book.find(hamlet, day("2026-06-01")), 3U);
    EXPECT_EQ(book.find(hamlet, day("2026-09-01")), 2U);
    EXPECT_EQ(book.find(hamlet, day("2027-01-01")), 1U);
    EXPECT_EQ(book.find(hamlet, day("2025-12-31")), 0U);
    EXPECT_EQ(book.find(area::AreaPath({"92"}), day("2026-06-01")), 0U);
}

TEST(Preemption, an_emergency_pauses_everything_and_waits_only_for_an_emergency) {
    using enum content::BroadcastClass;
    using device_protocol::Clash;
    EXPECT_EQ(clash_word(ordinary, emergency, false), Clash::pause);
    EXPECT_EQ(clash_word(priority, emergency, false), Clash::pause);
    EXPECT_EQ(clash_word(emergency, emergency, false), Clash::defer);
    EXPECT_EQ(clash_word(emergency, emergency, true), Clash::stop);
    EXPECT_EQ(clash_word(emergency, ordinary, true), Clash::never);
    EXPECT_EQ(clash_word(ordinary, priority, false), Clash::pause);
    EXPECT_EQ(clash_word(priority, ordinary, true), Clash::defer);
    EXPECT_EQ(clash_table().size(), 9U);
}

} // namespace

} // namespace schedule
