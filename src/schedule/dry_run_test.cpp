// Goal: a day as it would be heard, with the reason of everything that is moved or left out.
#include "schedule/dry_run.hpp"
#include "schedule/schedule_samples.hpp"

#include <gtest/gtest.h>

namespace schedule {

namespace {

using namespace samples;
using content::BroadcastClass;

DryRun hear(const std::vector<ResolvedProgramme>& programmes, const UnitRules& rules,
            base::LocalDate date = day("2026-06-01"),
            std::vector<TargetDevice> devices = {device(1), device(2)}) {
    return dry_run(programmes, RuleBook({rules}), devices, date);
}

ResolvedProgramme of_province(std::uint32_t number, std::string_view at, BroadcastClass class_) {
    ResolvedProgramme made = programme(number, at, 10, class_);
    made.programme.area = province;
    made.programme.targets.areas = {province};
    return made;
}

TEST(DryRun, a_day_is_told_in_the_order_of_its_sounding) {
    ResolvedProgramme evening = programme(1, "17:00", 10);
    evening.programme.volume_percent = 60;
    const DryRun heard = hear({evening, programme(2, "05:30", 5)}, commune_rules());
    EXPECT_EQ(heard.device_count, 2);
    EXPECT_EQ(heard.sound_ms_max, 15 * 60'000);
    EXPECT_FALSE(heard.is_cut);
    EXPECT_TRUE(heard.unheard.empty());
    ASSERT_EQ(heard.heard.size(), 2U);
    EXPECT_EQ(heard.heard[0].run.title, "Chương trình 2");
    EXPECT_EQ(heard.heard[1].run.at, june_first("17:00"));
    EXPECT_EQ(heard.heard[1].ends_at, june_first("17:10"));
    EXPECT_EQ(heard.heard[1].run.volume_percent, 60);
    EXPECT_EQ(heard.heard[1].device_count, 2);
    EXPECT_EQ(heard.heard[1].run.items.size(), 1U);
    EXPECT_EQ(heard.heard[1].run.id,
              make_run_id(evening.programme.id, day("2026-06-01"), time("17:00"), 0));
}

TEST(DryRun, a_day_far_beyond_what_is_published_is_told_as_well) {
    const DryRun heard = hear({programme(1, "05:30", 5)}, commune_rules(), day("2027-03-01"));
    ASSERT_EQ(heard.heard.size(), 1U);
    EXPECT_EQ(base::to_local(heard.heard[0].run.at).date, day("2027-03-01"));
}

TEST(DryRun, who_waits_says_for_whom_and_by_which_rule) {
    const DryRun heard =
        hear({programme(1, "05:30", 5), of_province(2, "05:30", BroadcastClass::priority)},
             commune_rules());
    ASSERT_EQ(heard.heard.size(), 2U);
    EXPECT_EQ(heard.heard[0].run.area, province);
    EXPECT_FALSE(heard.heard[0].behind);
    const HeardRun& waits = heard.heard[1];
    EXPECT_EQ(waits.reason, Reason::deferred);
    EXPECT_EQ(waits.run.at, june_first("05:40"));
    ASSERT_TRUE(waits.behind);
    EXPECT_EQ(*waits.behind, (GoesFirst{id<ProgrammeId>(2), "Chương trình 2", province,
                                        BroadcastClass::priority}));
    EXPECT_EQ(waits.message.vi, "Lúc 05:30 trùng giờ với “Chương trình 2” nên lùi đến 05:40. Tin "
                                "ưu tiên được phát trước tin thông thường.");
}

TEST(DryRun, the_higher_unit_goes_first_at_the_same_time_and_says_so) {
    const DryRun heard =
        hear({programme(1, "05:30", 5), of_province(2, "05:30", BroadcastClass::ordinary)},
             commune_rules());
    ASSERT_EQ(heard.heard.size(), 2U);
    EXPECT_EQ(heard.heard[0].run.area, province);
    EXPECT_NE(heard.heard[1].message.vi.find("cùng giờ thì chương trình của cấp trên"),
              std::string::npos);
}

TEST(DryRun, the_unit_itself_may_have_put_one_priority_before_the_other) {
    UnitRules rules = commune_rules();
    rules.priority_order = {id<ProgrammeId>(1)};
    const DryRun heard = hear({programme(1, "05:35", 5, BroadcastClass::priority),
                               of_province(2, "05:30", BroadcastClass::priority)},
                              rules);
    ASSERT_EQ(heard.heard.size(), 2U);
    EXPECT_EQ(heard.heard[0].run.area, commune);
    EXPECT_NE(heard.heard[1].message.vi.find("Đơn vị đã xếp chương trình ấy lên trước."),
              std::string::npos);
}

TEST(DryRun, what_falls_into_quiet_hours_is_named_with_the_hours) {
    const DryRun heard =
        hear({programme(1, "03:15", 5), programme(2, "17:00", 5)}, commune_rules());
    ASSERT_EQ(heard.heard.size(), 1U);
    ASSERT_EQ(heard.unheard.size(), 1U);
    EXPECT_EQ(heard.unheard[0].title, "Chương trình 1");
    EXPECT_EQ(heard.unheard[0].nominal_at, june_first("03:15"));
    EXPECT_EQ(heard.unheard[0].reason, Reason::quiet_hours);
    EXPECT_NE(heard.unheard[0].message.vi.find("giờ yên lặng (21:00–05:00)"), std::string::npos);
    EXPECT_EQ(heard.unheard[0].device_count, 2);
}

TEST(DryRun, only_the_asked_day_is_told_and_what_goes_on_over_midnight) {
    UnitRules rules = commune_rules();
    rules.windows.clear();
    rules.quiet_hours.clear();
    const DryRun heard = hear({programme(1, "23:55", 10)}, rules, day("2026-06-02"));
    ASSERT_EQ(heard.heard.size(), 2U);
    EXPECT_EQ(heard.heard[0].run.at, june_first("23:55"));
    EXPECT_EQ(heard.sound_ms_max, 10 * 60'000) << "five minutes of each";
}

TEST(DryRun, a_programme_of_another_place_is_not_named) {
    ResolvedProgramme elsewhere = programme(1, "05:30", 5);
    elsewhere.programme.area = neighbour;
    elsewhere.programme.targets.areas = {neighbour};
    const DryRun heard = hear({elsewhere}, commune_rules());
    EXPECT_TRUE(heard.heard.empty());
    EXPECT_TRUE(heard.unheard.empty());
    EXPECT_TRUE(
        hear({programme(1, "05:30", 5)}, commune_rules(), day("2026-06-01"), {}).heard.empty());
}

TEST(DryRun, devices_that_fare_differently_are_told_apart) {
    ResolvedProgramme first = programme(1, "05:30", 5, BroadcastClass::priority);
    first.programme.targets = {.devices = {id<device_protocol::DeviceId>(1)}};
    const DryRun heard = hear({first, programme(2, "05:30", 5)}, commune_rules());
    ASSERT_EQ(heard.heard.size(), 3U);
    EXPECT_EQ(heard.heard[2].reason, Reason::deferred);
    EXPECT_EQ(heard.heard[2].device_count, 1);
    EXPECT_EQ(heard.sound_ms_max, 10 * 60'000);
}

TEST(DryRun, more_than_can_be_read_is_cut_and_said) {
    std::vector<ResolvedProgramme> many;
    for (std::uint32_t i = 1; i <= dry_run_rows_max + 1; ++i) {
        many.push_back(programme(i, "03:15", 1));
    }
    const DryRun heard = hear(many, commune_rules());
    EXPECT_EQ(heard.unheard.size(), dry_run_rows_max);
    EXPECT_TRUE(heard.is_cut);
}

} // namespace

} // namespace schedule
