// Goal: every decision of the timeline, allowed and refused, on one commune and one day.
#include "schedule/explain.hpp"
#include "schedule/schedule_samples.hpp"

#include <gtest/gtest.h>

namespace schedule {

namespace {

using namespace samples;
using enum content::BroadcastClass;

struct Planned {
    Timeline timeline;
    std::vector<ResolvedProgramme> programmes;
    RuleBook rules;

    [[nodiscard]] Reason reason(std::uint32_t programme) const {
        for (const Decision& decision : timeline.log) {
            if (decision.occurrence.programme == programme) {
                return decision.reason;
            }
        }
        return Reason::no_devices;
    }
    [[nodiscard]] std::string message(std::uint32_t programme) const {
        for (const Decision& decision : timeline.log) {
            if (decision.occurrence.programme == programme) {
                return explain(decision, programmes, rules).vi;
            }
        }
        return "";
    }
};

Planned plan(std::vector<ResolvedProgramme> programmes, UnitRules rules = commune_rules(),
             base::Instant now = midnight, PlanWindow window = one_day) {
    Planned planned{{}, std::move(programmes), RuleBook({std::move(rules)})};
    const std::vector<TargetDevice> devices{device(1), device(2)};
    planned.timeline = timeline(planned.programmes, planned.rules, devices, window, now);
    return planned;
}

TEST(Timeline, a_run_inside_its_window_is_planned_on_every_device) {
    const auto planned = plan({programme(1, "05:30", 10)});
    ASSERT_EQ(planned.timeline.runs.size(), 1U);
    const TimelineRun& run = planned.timeline.runs[0];
    EXPECT_EQ(run.occurrence.at, june_first("05:30"));
    ASSERT_EQ(run.devices.size(), 2U);
    EXPECT_EQ(run.devices[0].at, june_first("05:30"));
    EXPECT_EQ(run.devices[0].duration_ms, 600'000);
    EXPECT_EQ(run.devices[0].not_after, june_first("05:35"));
    EXPECT_EQ(planned.reason(0), Reason::planned);
}

TEST(Timeline, a_quarter_past_three_is_refused_with_the_reason_and_what_would_be_allowed) {
    const auto planned = plan({programme(1, "03:15", 10)});
    EXPECT_TRUE(planned.timeline.runs.empty());
    EXPECT_EQ(planned.reason(0), Reason::quiet_hours);
    EXPECT_EQ(planned.message(0), "Giờ 03:15 nằm trong giờ yên lặng (21:00–05:00) của xã Vĩnh "
                                  "Thuận. Được phép phát: 05:30–06:30, 17:00–18:00.");
}

TEST(Timeline, a_start_outside_the_windows_is_refused) {
    const auto planned = plan({programme(1, "12:00", 10)});
    EXPECT_EQ(planned.reason(0), Reason::outside_windows);
    EXPECT_EQ(planned.message(0), "Giờ 12:00 nằm ngoài khung giờ phát của xã Vĩnh Thuận. Được phép "
                                  "phát: 05:30–06:30, 17:00–18:00.");
}

TEST(Timeline, nothing_ordinary_goes_on_into_quiet_hours) {
    UnitRules rules = commune_rules();
    rules.windows = {{{}, time("19:00"), time("22:00"), {}}};
    const auto planned = plan({programme(1, "20:55", 10)}, rules);
    EXPECT_EQ(planned.reason(0), Reason::runs_into_quiet_hours);
    EXPECT_TRUE(planned.timeline.runs.empty());
    EXPECT_EQ(plan({programme(1, "20:50", 10)}, rules).reason(0), Reason::planned);
}

TEST(Timeline, a_run_over_the_end_of_its_window_is_refused_or_shortened_as_decided) {
    auto long_one = programme(1, "06:20", 5);
    long_one.items = {sound(60, ItemKind::chime), sound(300), sound(600)};
    EXPECT_EQ(plan({long_one}).reason(0), Reason::runs_out_of_window);
    long_one.programme.on_overrun = Overrun::shorten;
    const auto planned = plan({long_one});
    EXPECT_EQ(planned.reason(0), Reason::shortened);
    ASSERT_EQ(planned.timeline.runs.size(), 1U);
    EXPECT_EQ(planned.timeline.runs[0].devices[0].item_count, 2U);
    EXPECT_EQ(planned.timeline.runs[0].devices[0].duration_ms, 360'000);
    long_one.items = {sound(60, ItemKind::chime), sound(900)};
    EXPECT_EQ(plan({long_one}).reason(0), Reason::runs_out_of_window);
}

TEST(Timeline, an_emergency_sounds_at_any_time_on_any_day) {
    UnitRules rules = commune_rules();
    rules.days_off = {{day("2026-06-01"), day("2026-06-01"), "Nghỉ lễ"}};
    rules.day_minutes_max = 0;
    EXPECT_EQ(plan({programme(1, "03:15", 10, emergency)}, rules).reason(0), Reason::planned);
}

TEST(Timeline, a_day_off_is_silent_and_named) {
    UnitRules rules = commune_rules();
    rules.days_off = {{day("2026-06-01"), day("2026-06-01"), "Quốc tế Thiếu nhi"}};
    const auto planned = plan({programme(1, "05:30", 10)}, rules);
    EXPECT_EQ(planned.reason(0), Reason::day_off);
    EXPECT_EQ(planned.message(0), "Ngày 1/6/2026 xã Vĩnh Thuận không phát (Quốc tế Thiếu nhi).");
}

TEST(Timeline, one_run_and_one_day_have_their_limits) {
    UnitRules rules = commune_rules();
    rules.session_minutes_max = 20;
    rules.day_minutes_max = 30;
    EXPECT_EQ(plan({programme(1, "05:30", 21)}, rules).reason(0), Reason::session_too_long);
    const auto planned = plan(
        {programme(1, "05:30", 20), programme(2, "17:00", 11), programme(3, "17:20", 10)}, rules);
    EXPECT_EQ(planned.reason(0), Reason::planned);
    EXPECT_EQ(planned.reason(1), Reason::day_limit);
    EXPECT_EQ(planned.reason(2), Reason::planned);
}

TEST(Timeline, of_two_ordinary_runs_the_later_one_waits_for_the_end_of_the_earlier_one) {
    const auto planned = plan({programme(1, "05:35", 5), programme(2, "05:30", 10)});
    EXPECT_EQ(planned.reason(0), Reason::deferred);
    EXPECT_EQ(planned.timeline.runs[1].devices[0].at, june_first("05:40"));
    EXPECT_EQ(planned.message(0), "Lúc 05:35 trùng giờ với “Chương trình 2” nên lùi đến 05:40.");
}

TEST(Timeline, a_run_waits_no_longer_than_the_unit_allows_nor_into_the_next_window) {
    UnitRules rules = commune_rules();
    rules.defer_minutes_max = 4;
    EXPECT_EQ(plan({programme(1, "05:35", 5), programme(2, "05:30", 10)}, rules).reason(0),
              Reason::overlap);
    EXPECT_EQ(plan({programme(1, "06:20", 5), programme(2, "06:10", 20)}).reason(0),
              Reason::overlap);
}

TEST(Timeline, a_priority_programme_goes_first_and_a_higher_units_before_the_communes_own) {
    auto from_province = programme(3, "05:40", 10, priority);
    from_province.programme.area = province;
    const auto planned =
        plan({programme(1, "05:30", 30), programme(2, "05:35", 10, priority), from_province});
    EXPECT_EQ(planned.reason(2), Reason::planned);
    EXPECT_EQ(planned.reason(1), Reason::deferred);
    EXPECT_EQ(planned.reason(0), Reason::deferred);
}

TEST(Timeline, the_commune_decides_the_order_when_priorities_clash) {
    auto from_province = programme(3, "05:30", 10, priority);
    from_province.programme.area = province;
    UnitRules rules = commune_rules();
    rules.priority_order = {id<ProgrammeId>(2)};
    const auto planned = plan({from_province, programme(2, "05:30", 10, priority)}, rules);
    EXPECT_EQ(planned.reason(1), Reason::planned);
    EXPECT_EQ(planned.reason(0), Reason::deferred);
}

TEST(Timeline, an_ordinary_run_does_not_wait_for_a_planned_emergency) {
    EXPECT_EQ(plan({programme(1, "05:35", 5), programme(2, "05:30", 10, emergency)}).reason(0),
              Reason::never);
}

TEST(Timeline, plays_follow_each_other_with_their_gap) {
    auto twice = programme(1, "05:30", 5);
    twice.programme.plays = 2;
    twice.programme.gap_seconds = 600;
    const auto planned = plan({twice});
    ASSERT_EQ(planned.timeline.runs.size(), 2U);
    EXPECT_EQ(planned.timeline.runs[1].occurrence.at, june_first("05:45"));
    EXPECT_NE(planned.timeline.runs[0].id, planned.timeline.runs[1].id);
}

TEST(Timeline, an_item_repeats_within_its_run) {
    auto repeated = programme(1, "05:30", 5);
    repeated.items[0].repeats = 3;
    const auto planned = plan({repeated});
    EXPECT_EQ(planned.timeline.runs[0].items.size(), 3U);
    EXPECT_EQ(planned.timeline.runs[0].devices[0].duration_ms, 900'000);
}

TEST(Timeline, items_out_of_their_validity_are_left_out_and_a_chime_alone_is_not_played) {
    auto one = programme(1, "05:30", 5);
    one.items = {sound(10, ItemKind::chime), sound(300)};
    one.items[1].valid_to = day("2026-05-31");
    EXPECT_EQ(plan({one}).reason(0), Reason::nothing_to_play);
    one.items.push_back(sound(60));
    EXPECT_EQ(plan({one}).timeline.runs.at(0).items.size(), 2U);
}

TEST(Timeline, a_bulletin_starts_neither_before_nor_after_its_own_limits) {
    auto one = programme(1, "05:30", 5);
    one.items[0].not_before = june_first("05:31");
    EXPECT_EQ(plan({one}).reason(0), Reason::too_early);
    one.items[0].not_before.reset();
    one.items[0].not_after = june_first("05:29");
    EXPECT_EQ(plan({one}).reason(0), Reason::too_late);
    one.items[0].not_after = june_first("05:32");
    EXPECT_EQ(plan({one}).timeline.runs.at(0).devices.at(0).not_after, june_first("05:32"));
}

TEST(Timeline, what_is_over_is_not_planned_again_but_counts_for_its_day) {
    UnitRules rules = commune_rules();
    rules.day_minutes_max = 15;
    const auto planned =
        plan({programme(1, "05:30", 10), programme(2, "17:00", 10)}, rules, june_first("12:00"));
    EXPECT_TRUE(planned.timeline.runs.empty());
    EXPECT_EQ(planned.reason(0), Reason::past);
    EXPECT_EQ(planned.reason(1), Reason::day_limit);
}

TEST(Timeline, a_programme_saved_after_its_time_is_not_moved_into_the_future) {
    auto late = programme(1, "05:35", 10);
    const auto blocker = programme(2, "05:30", 10);
    EXPECT_EQ(plan({blocker, late}, commune_rules(), june_first("05:38")).reason(1),
              Reason::deferred);
    late.programme.changed_at = june_first("05:36");
    EXPECT_EQ(plan({blocker, late}, commune_rules(), june_first("05:38")).reason(1),
              Reason::overlap);
}

TEST(Timeline, the_run_id_survives_a_clash_and_another_day_has_another) {
    const auto alone = plan({programme(1, "05:35", 5)});
    const auto moved = plan({programme(1, "05:35", 5), programme(2, "05:30", 10)});
    EXPECT_EQ(alone.timeline.runs[0].id, moved.timeline.runs[1].id);
    EXPECT_NE(make_run_id(id<ProgrammeId>(1), day("2026-06-01"), time("05:30"), 0),
              make_run_id(id<ProgrammeId>(1), day("2026-06-02"), time("05:30"), 0));
    // Devices in the field remember these: a change would make them play twice.
    EXPECT_EQ(base::to_text(make_run_id(id<ProgrammeId>(1), day("2026-06-01"), time("05:30"), 0)),
              "87209009-e84e-8cfa-ab60-dddc1456c70c");
}

TEST(Timeline, a_cancelled_programme_leaves_no_trace_and_one_without_devices_says_so) {
    auto cancelled = programme(1, "05:30", 10);
    cancelled.programme.state = ProgrammeState::cancelled;
    auto elsewhere = programme(2, "05:30", 10);
    elsewhere.programme.targets.areas = {neighbour};
    const auto planned = plan({cancelled, elsewhere});
    ASSERT_EQ(planned.timeline.log.size(), 1U);
    EXPECT_EQ(planned.timeline.log[0].reason, Reason::no_devices);
}

TEST(Timeline, groups_and_single_devices_are_targets_too) {
    auto one = programme(1, "05:30", 10);
    const auto group = id<device_protocol::DeviceGroupId>(7);
    one.programme.targets = {};
    one.programme.targets.groups = {group};
    one.programme.targets.devices = {id<device_protocol::DeviceId>(3)};
    const std::vector<ResolvedProgramme> programmes{one};
    std::vector<TargetDevice> devices{device(1), device(2), device(3)};
    devices[1].groups = {group};
    const auto planned =
        timeline(programmes, RuleBook({commune_rules()}), devices, one_day, midnight);
    ASSERT_EQ(planned.runs.size(), 1U);
    ASSERT_EQ(planned.runs[0].devices.size(), 2U);
    EXPECT_EQ(planned.runs[0].devices[0].device, devices[1].id);
}

TEST(Timeline, what_stands_in_a_drawing_of_the_unit_is_a_target) {
    auto one = programme(1, "05:30", 10);
    one.programme.targets = {
        .drawn = area::DrawnArea{.within = commune, .circles = {{{9.5, 105.2}, 1'000}}}};
    const std::vector<ResolvedProgramme> programmes{one};
    std::vector<TargetDevice> devices{device(1), device(2), device(3, neighbour), device(4)};
    devices[0].position = area::Point{9.505, 105.2};
    devices[1].position = area::Point{9.52, 105.2};
    devices[2].position = area::Point{9.5, 105.2};
    const auto planned =
        timeline(programmes, RuleBook({commune_rules()}), devices, one_day, midnight);
    ASSERT_EQ(planned.runs.size(), 1U);
    ASSERT_EQ(planned.runs[0].devices.size(), 1U);
    EXPECT_EQ(planned.runs[0].devices[0].device, devices[0].id);
}

TEST(Timeline, each_commune_keeps_its_own_rules_under_one_provincial_programme) {
    auto wide = programme(1, "05:30", 10);
    wide.programme.area = province;
    wide.programme.targets.areas = {province};
    UnitRules later = commune_rules();
    later.area = neighbour;
    later.unit_name = "xã bên cạnh";
    later.windows = {{{}, time("06:00"), time("07:00"), {}}};
    const std::vector<ResolvedProgramme> programmes{wide};
    const std::vector<TargetDevice> devices{device(1), device(2, neighbour)};
    const RuleBook rules({commune_rules(), later});
    const auto planned = timeline(programmes, rules, devices, one_day, midnight);
    ASSERT_EQ(planned.runs.size(), 1U);
    EXPECT_EQ(planned.runs[0].devices.size(), 1U);
    ASSERT_EQ(planned.log.size(), 2U);
    EXPECT_EQ(planned.log[1].reason, Reason::outside_windows);
    EXPECT_EQ(planned.log[1].devices, (std::vector{devices[1].id}));
    EXPECT_NE(explain(planned.log[1], programmes, rules).vi.find("xã bên cạnh"), std::string::npos);
}

} // namespace

} // namespace schedule
