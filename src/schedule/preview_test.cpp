#include "schedule/preview.hpp"
#include "schedule/schedule_samples.hpp"

#include <gtest/gtest.h>

namespace schedule {

namespace {

using namespace samples;

Preview look(const ResolvedProgramme& proposed, std::vector<ResolvedProgramme> existing = {},
             UnitRules rules = commune_rules()) {
    const std::vector<TargetDevice> devices{device(1), device(2), device(3, neighbour)};
    return preview(proposed, existing, RuleBook({std::move(rules)}), devices, midnight);
}

TEST(Preview, a_free_place_shows_the_next_twenty_runs_and_is_clean) {
    const Preview shown = look(programme(1, "05:30", 10));
    EXPECT_EQ(shown.next_runs.size(), 20U);
    EXPECT_EQ(shown.next_runs[0].at, june_first("05:30"));
    EXPECT_EQ(shown.next_runs[1].at, june_first("05:30") + std::chrono::hours(24));
    EXPECT_EQ(shown.device_count, 2);
    EXPECT_EQ(shown.run_duration_ms, 600'000);
    EXPECT_TRUE(shown.is_clean());
    EXPECT_EQ(shown.hard_refusal(), nullptr);
}

TEST(Preview, a_quarter_past_three_can_never_be_saved) {
    auto night = programme(1, "03:15", 10);
    const Preview only_night = look(night);
    ASSERT_NE(only_night.hard_refusal(), nullptr);
    EXPECT_EQ(only_night.hard_refusal()->message.vi,
              "Giờ 03:15 nằm trong giờ yên lặng (21:00–05:00) của xã Vĩnh Thuận. Được phép phát: "
              "05:30–06:30, 17:00–18:00.");
    night.programme.times.push_back(time("05:30"));
    EXPECT_NE(look(night).hard_refusal(), nullptr);
}

TEST(Preview, a_clash_is_named_whoever_gives_way) {
    const Preview later = look(programme(1, "05:35", 5), {programme(2, "05:30", 10)});
    ASSERT_FALSE(later.conflicts.empty());
    EXPECT_TRUE(later.conflicts[0].gives_way);
    EXPECT_EQ(later.conflicts[0].with_title, "Chương trình 2");
    EXPECT_FALSE(later.is_clean());
    EXPECT_EQ(later.next_runs[0].at, june_first("05:40"));

    const Preview stronger = look(programme(1, "05:30", 5, content::BroadcastClass::priority),
                                  {programme(2, "05:30", 10)});
    ASSERT_FALSE(stronger.conflicts.empty());
    EXPECT_FALSE(stronger.conflicts[0].gives_way);
    EXPECT_EQ(stronger.conflicts[0].reason, Reason::deferred);
    EXPECT_EQ(stronger.next_runs[0].at, june_first("05:30"));
}

TEST(Preview, the_programme_replaces_its_own_earlier_version) {
    EXPECT_TRUE(look(programme(1, "05:35", 5), {programme(1, "05:30", 10)}).is_clean());
}

TEST(Preview, a_day_off_is_told_but_does_not_stand_in_the_way) {
    UnitRules rules = commune_rules();
    rules.days_off = {{day("2026-06-02"), day("2026-06-02"), "Nghỉ"}};
    const Preview shown = look(programme(1, "05:30", 10), {}, rules);
    ASSERT_EQ(shown.refusals.size(), 1U);
    EXPECT_EQ(shown.refusals[0].reason, Reason::day_off);
    EXPECT_TRUE(shown.is_clean());
}

TEST(Preview, a_single_run_far_ahead_is_shown) {
    auto once = programme(1, "05:30", 10);
    once.programme.days = {.first_day = day("2026-12-24"), .rule = ""};
    const Preview shown = look(once);
    ASSERT_EQ(shown.next_runs.size(), 1U);
    EXPECT_EQ(base::to_local(shown.next_runs[0].at).date, day("2026-12-24"));
}

TEST(Preview, a_programme_whose_days_are_over_has_no_runs) {
    auto over = programme(1, "05:30", 10);
    over.programme.days = {.first_day = day("2026-05-01"), .rule = ""};
    const Preview shown = look(over);
    EXPECT_TRUE(shown.next_runs.empty());
    EXPECT_TRUE(shown.refusals.empty());
}

} // namespace

} // namespace schedule
