// Goal: a new program reaches many devices only as far as it has proven itself, and never gets in
// the way of an emergency. Method: one step at a time on members made by hand; each test says what
// is allowed and what is not.
#include "updates/rollout.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace updates {

namespace {

using namespace std::chrono_literals;

/// 2026-06-01T02:00:00+07:00: in the window from one to four.
constexpr base::Instant night{1'780'254'000'000};
constexpr Situation quiet{night, false};
constexpr Situation alarm{night, true};

DeviceId device(int number) {
    std::string text = "0197b2c4-1a00-7000-8000-0000000000";
    text += static_cast<char>('0' + number / 10);
    text += static_cast<char>('0' + number % 10);
    return DeviceId::parse(text).value();
}

Member member(int number, std::int32_t stage, Progress progress = Progress::untold) {
    Member made{.device = device(number), .stage = stage, .progress = progress, .online = true};
    made.seen_at = night;
    if (is_under_way(progress)) {
        made.told_at = night;
    }
    return made;
}

RolloutPlan plan_of(std::vector<StagePlan> stages) {
    RolloutPlan plan;
    plan.stages = std::move(stages);
    plan.from = {3600};
    plan.to = {4 * 3600};
    return plan;
}

/// One pilot, then half, then all.
Rollout running() {
    Rollout rollout;
    rollout.plan = plan_of({{.devices = 1}, {.percent = 50}, {.percent = 100}});
    rollout.started_at = night;
    return rollout;
}

Rollout in_stage(std::int32_t stage) {
    Rollout rollout = running();
    rollout.stage = stage;
    return rollout;
}

std::vector<Candidate> candidates(int count) {
    std::vector<Candidate> all;
    for (int i = 0; i < count; ++i) {
        all.push_back({.device = device(i), .groups = {}, .online = true});
    }
    return all;
}

std::vector<int> stage_sizes(const RolloutPlan& plan, std::vector<Candidate> from) {
    std::vector<int> sizes(plan.stages.size());
    const auto assigned = assign(plan, std::move(from));
    for (const Member& one : assigned.value()) {
        ++sizes.at(static_cast<std::size_t>(one.stage));
    }
    return sizes;
}

Progress progress_of(const Step& step, int number) {
    return std::ranges::find(step.members, device(number), &Member::device)->progress;
}

TEST(AssignStages, counts_what_earlier_stages_have) {
    const auto plan = plan_of({{.devices = 1}, {.percent = 10}, {.percent = 50}, {.percent = 100}});
    EXPECT_EQ(stage_sizes(plan, candidates(40)), (std::vector<int>{1, 3, 16, 20}));
    EXPECT_EQ(stage_sizes(plan, candidates(3)), (std::vector<int>{1, 0, 1, 1}));
    EXPECT_EQ(stage_sizes(plan, candidates(1)), (std::vector<int>{1, 0, 0, 0}));
}

TEST(AssignStages, takes_connected_devices_first_and_leaves_out_who_is_in_no_stage) {
    auto from = candidates(3);
    from[0].online = false;
    const auto members = assign(plan_of({{.devices = 2}}), from).value();
    ASSERT_EQ(members.size(), 2);
    EXPECT_EQ(members[0].device, device(1));
    EXPECT_EQ(members[1].device, device(2));
}

TEST(AssignStages, takes_the_devices_of_chosen_groups_once) {
    const auto group = GroupId::parse("0197b2c4-1a00-7000-8000-0000000000f1").value();
    auto from = candidates(4);
    from[2].groups = {group};
    from[3].groups = {group};
    const auto plan = plan_of({{.groups = std::vector{group}}, {.percent = 100}});
    EXPECT_EQ(stage_sizes(plan, from), (std::vector<int>{2, 2}));
    EXPECT_EQ(assign(plan, from).value().front().device, device(2));
}

TEST(AssignStages, lists_who_is_on_another_platform_without_giving_them_a_place) {
    auto from = candidates(4);
    from[0].fits = from[2].fits = false;
    const auto members = assign(plan_of({{.devices = 1}, {.percent = 100}}), from).value();
    ASSERT_EQ(members.size(), 4);
    EXPECT_EQ(members[0].device, device(1));
    EXPECT_EQ(members[0].stage, 0);
    EXPECT_EQ(members[1].device, device(3));
    EXPECT_EQ(members[0].reason, "");
    for (const std::size_t other : {2U, 3U}) {
        EXPECT_EQ(members[other].stage, 1);
        EXPECT_FALSE(members[other].fits);
        EXPECT_EQ(members[other].reason, "wrong_platform");
    }
    const auto group = GroupId::parse("0197b2c4-1a00-7000-8000-0000000000f1").value();
    from[1].groups = {group};
    from[2].groups = {group};
    EXPECT_EQ(assign(plan_of({{.groups = std::vector{group}}}), from).value().size(), 2);
}

TEST(AssignStages, refuses_a_rollout_to_nobody) {
    auto from = candidates(2);
    from[0].fits = from[1].fits = false;
    EXPECT_EQ(assign(plan_of({{.percent = 100}}), from).error().code, "updates.other_platform");
    EXPECT_EQ(assign(plan_of({{.percent = 100}}), {}).error().code, "updates.no_devices");
}

TEST(Plan, with_a_wrong_member_is_refused_by_name) {
    EXPECT_TRUE(check_plan(running().plan));
    const auto refused = [](auto change) {
        RolloutPlan plan = running().plan;
        change(plan);
        const auto checked = check_plan(plan);
        return checked ? std::string() : checked.error().fields.front().pointer;
    };
    EXPECT_EQ(refused([](auto& p) { p.stages.clear(); }), "/stages");
    EXPECT_EQ(refused([](auto& p) { p.stages.assign(11, {.percent = 100}); }), "/stages");
    EXPECT_EQ(refused([](auto& p) { p.stages[1] = {}; }), "/stages/1");
    EXPECT_EQ(refused([](auto& p) { p.stages[0].percent = 10; }), "/stages/0");
    EXPECT_EQ(refused([](auto& p) { p.stages[0].devices = 0; }), "/stages/0");
    EXPECT_EQ(refused([](auto& p) { p.stages[2].percent = 101; }), "/stages/2");
    EXPECT_EQ(refused([](auto& p) { p.stages[0] = {.groups = std::vector<GroupId>{}}; }),
              "/stages/0");
    EXPECT_EQ(refused([](auto& p) { p.failures_max = -1; }), "/failures_max");
    EXPECT_EQ(refused([](auto& p) { p.failure_percent = 101; }), "/failure_percent");
    EXPECT_EQ(refused([](auto& p) { p.wait_minutes = -1; }), "/wait_minutes");
    EXPECT_EQ(refused([](auto& p) { p.quiet_minutes = 1'441; }), "/quiet_minutes");
    EXPECT_EQ(refused([](auto& p) { p.days = 0; }), "/days");
}

TEST(Window, may_run_over_midnight_or_be_open_always) {
    EXPECT_TRUE(in_window({3600}, {4 * 3600}, night));
    EXPECT_FALSE(in_window({3 * 3600}, {4 * 3600}, night));
    EXPECT_FALSE(in_window({3600}, {2 * 3600}, night)); // its end does not belong to it
    EXPECT_TRUE(in_window({23 * 3600}, {4 * 3600}, night));
    EXPECT_FALSE(in_window({23 * 3600}, {3600}, night));
    EXPECT_TRUE(in_window({0}, {0}, night));
}

TEST(Rollout, tells_the_first_stage_and_nobody_else) {
    const Step step = decide(running(), {member(1, 0), member(2, 1), member(3, 2)}, quiet);
    EXPECT_EQ(step.tell, std::vector{device(1)});
    EXPECT_EQ(progress_of(step, 1), Progress::told);
    EXPECT_EQ(progress_of(step, 2), Progress::untold);
    EXPECT_EQ(step.rollout.hold, Hold::none);
}

TEST(Rollout, tells_nobody_outside_its_window_but_leaves_orders_standing) {
    const Situation noon{night + 10h, false};
    const Step step = decide(
        in_stage(1),
        {member(1, 0, Progress::updated), member(2, 1), member(3, 1, Progress::fetching)}, noon);
    EXPECT_TRUE(step.tell.empty());
    EXPECT_TRUE(step.withdraw.empty());
    EXPECT_EQ(step.rollout.hold, Hold::window);
}

TEST(Rollout, tells_nobody_on_another_platform_says_why_and_does_not_wait_for_them) {
    Member other = member(1, 0);
    other.fits = false;
    Step step = decide(in_stage(0), {member(0, 0), other}, {night});
    EXPECT_EQ(step.tell, std::vector{device(0)});
    EXPECT_EQ(step.members[1].progress, Progress::untold);
    EXPECT_EQ(step.members[1].reason, "wrong_platform");
    step.members[0].progress = Progress::updated;
    const Step done = decide(step.rollout, step.members, {night});
    EXPECT_EQ(done.rollout.state, RolloutState::done);
    EXPECT_EQ(done.rollout.reason, "all_ended");
}

TEST(Rollout, tells_a_device_whose_board_was_changed_for_one_that_fits) {
    Member changed = member(0, 0);
    changed.reason = "wrong_platform";
    const Step step = decide(in_stage(0), {changed}, {night});
    EXPECT_EQ(step.tell, std::vector{device(0)});
    EXPECT_EQ(step.members[0].reason, "");
}

TEST(Platform, that_a_device_has_not_said_may_be_any) {
    EXPECT_TRUE(fits_platform("", "linux-aarch64"));
    EXPECT_TRUE(fits_platform("linux-aarch64", "linux-aarch64"));
    EXPECT_FALSE(fits_platform("linux-x86_64", "linux-aarch64"));
}

TEST(Rollout, tells_nobody_who_sounds_or_is_about_to) {
    Member busy = member(1, 0);
    busy.busy = true;
    EXPECT_TRUE(decide(running(), {busy}, quiet).tell.empty());
}

TEST(Rollout, tells_nobody_who_is_away_or_cannot_take_it_and_says_that_it_waits_for_them) {
    Member away = member(1, 0);
    away.online = false;
    const Step step = decide(running(), {away}, quiet);
    EXPECT_TRUE(step.tell.empty());
    EXPECT_EQ(step.rollout.hold, Hold::offline);
    EXPECT_EQ(step.rollout.state, RolloutState::running);
    Member unable = member(1, 0);
    unable.usable = false;
    EXPECT_TRUE(decide(running(), {unable, member(2, 2)}, quiet).tell == std::vector{device(2)});
}

TEST(Rollout, waits_between_stages_and_then_goes_on) {
    const std::vector members{member(1, 0, Progress::updated), member(2, 1)};
    const Step first = decide(running(), members, quiet);
    EXPECT_TRUE(first.tell.empty());
    EXPECT_EQ(first.rollout.hold, Hold::wait);
    EXPECT_EQ(first.rollout.stage_done_at, night);
    const Step early = decide(first.rollout, first.members, {night + 60min - 1ms, false});
    EXPECT_TRUE(early.tell.empty());
    const Step then = decide(first.rollout, first.members, {night + 60min, false});
    EXPECT_EQ(then.tell, std::vector{device(2)});
    EXPECT_EQ(then.rollout.stage, 1);
}

TEST(Rollout, does_not_go_on_while_somebody_connected_of_the_stage_is_under_way) {
    for (const Progress open : {Progress::untold, Progress::told, Progress::fetching,
                                Progress::waiting, Progress::trial}) {
        Rollout rollout = running();
        rollout.plan.wait_minutes = 0;
        const Step step = decide(
            rollout, {member(1, 0, Progress::updated), member(2, 0, open), member(3, 1)}, quiet);
        EXPECT_EQ(step.rollout.stage, 0);
        EXPECT_EQ(progress_of(step, 3), Progress::untold);
    }
}

TEST(Rollout, does_not_go_on_before_anybody_of_the_stage_has_shown_that_it_works) {
    Rollout rollout = running();
    rollout.plan.wait_minutes = 0;
    rollout.plan.failures_max = 5;
    Member away = member(1, 0);
    away.online = false;
    for (const Progress failed : {Progress::rolled_back, Progress::refused, Progress::lost}) {
        const Step step = decide(rollout, {away, member(2, 0, failed), member(3, 1)}, quiet);
        EXPECT_EQ(step.rollout.stage, 0);
        EXPECT_TRUE(step.tell.empty());
    }
}

TEST(Rollout, leaves_behind_who_is_away_and_tells_them_when_they_come_back) {
    Member away = member(2, 0);
    away.online = false;
    Rollout rollout = running();
    rollout.plan.wait_minutes = 0;
    Step step = decide(rollout, {member(1, 0, Progress::updated), away, member(3, 1)}, quiet);
    EXPECT_EQ(step.tell, std::vector{device(3)});
    step.members[1].online = true;
    EXPECT_EQ(decide(step.rollout, step.members, quiet).tell, std::vector{device(2)});
}

TEST(Rollout, passes_over_a_stage_without_devices_at_once) {
    const Step step = decide(running(), {member(1, 2)}, quiet);
    EXPECT_EQ(step.rollout.stage, 2);
    EXPECT_EQ(step.tell, std::vector{device(1)});
}

TEST(Rollout, is_done_when_everybody_has_ended) {
    Rollout rollout = in_stage(2);
    rollout.plan.failures_max = 1;
    const Step step =
        decide(rollout, {member(1, 0, Progress::updated), member(2, 2, Progress::refused)}, quiet);
    EXPECT_EQ(step.rollout.state, RolloutState::done);
    EXPECT_EQ(step.rollout.reason, "all_ended");
}

TEST(Rollout, is_done_when_its_days_are_over_and_takes_open_orders_away) {
    Member away = member(2, 2, Progress::fetching);
    away.online = false;
    const Situation late{night + 30 * 24h, false};
    const Step step = decide(in_stage(2), {member(1, 0, Progress::updated), away}, late);
    EXPECT_EQ(step.rollout.state, RolloutState::done);
    EXPECT_EQ(step.rollout.reason, "time_over");
    EXPECT_EQ(step.withdraw, std::vector{device(2)});
}

TEST(RolloutFailures, more_than_allowed_stop_it_and_take_back_what_was_updated) {
    for (const Progress failed : {Progress::rolled_back, Progress::refused, Progress::lost}) {
        const Step step = decide(in_stage(1),
                                 {member(1, 0, Progress::updated), member(2, 1, failed),
                                  member(3, 1, Progress::fetching), member(4, 2)},
                                 quiet);
        EXPECT_EQ(step.rollout.state, RolloutState::stopped);
        EXPECT_EQ(step.rollout.reason, "too_many_failures");
        EXPECT_EQ(step.take_back, std::vector{device(1)});
        EXPECT_EQ(step.withdraw, std::vector{device(3)});
        EXPECT_TRUE(step.tell.empty());
        EXPECT_EQ(progress_of(step, 1), Progress::returning);
    }
}

TEST(RolloutFailures, within_the_limit_do_not_stop_it) {
    Rollout rollout = in_stage(1);
    rollout.plan.failures_max = 1;
    const Step step =
        decide(rollout,
               {member(1, 0, Progress::updated), member(2, 1, Progress::rolled_back), member(3, 1)},
               quiet);
    EXPECT_EQ(step.rollout.state, RolloutState::running);
    EXPECT_EQ(step.tell, std::vector{device(3)});
}

TEST(RolloutFailures, a_share_above_the_limit_stops_it_from_five_ended_on) {
    Rollout rollout = in_stage(2);
    rollout.plan.failures_max = 100;
    rollout.plan.failure_percent = 20;
    const auto with = [&](int good, int bad) {
        std::vector<Member> members;
        for (int i = 0; i < good + bad; ++i) {
            members.push_back(member(i, 2, i < good ? Progress::updated : Progress::rolled_back));
        }
        members.push_back(member(50, 2));
        return decide(rollout, members, quiet).rollout.state;
    };
    EXPECT_EQ(with(4, 1), RolloutState::running); // 20 % is not above it
    EXPECT_EQ(with(3, 2), RolloutState::stopped);
    EXPECT_EQ(with(2, 2), RolloutState::running); // four are too few to judge
}

TEST(RolloutFailures, take_nothing_back_where_the_plan_says_so) {
    Rollout rollout = in_stage(1);
    rollout.plan.back_when_stopped = false;
    const Step step = decide(
        rollout, {member(1, 0, Progress::updated), member(2, 1, Progress::rolled_back)}, quiet);
    EXPECT_EQ(step.rollout.state, RolloutState::stopped);
    EXPECT_TRUE(step.take_back.empty());
}

TEST(RolloutFailures, a_device_that_is_gone_since_it_was_to_change_over_has_failed) {
    for (const Progress changing : {Progress::waiting, Progress::trial}) {
        Member gone = member(1, 0, changing);
        gone.online = false;
        const auto at = [&](base::Instant now) {
            return progress_of(decide(running(), {gone, member(2, 2)}, {now, false}), 1);
        };
        EXPECT_EQ(at(night + 60min - 1ms), changing);
        EXPECT_EQ(at(night + 60min), Progress::lost);
    }
    Member loading = member(1, 0, Progress::fetching);
    loading.online = false;
    EXPECT_EQ(progress_of(decide(running(), {loading}, {night + 48h, false}), 1),
              Progress::fetching);
}

TEST(RolloutFailures, a_device_that_is_there_and_does_not_get_on_has_failed) {
    const Member stuck = member(1, 0, Progress::told);
    EXPECT_EQ(progress_of(decide(running(), {stuck}, {night + 24h - 1ms, false}), 1),
              Progress::told);
    const Step step = decide(running(), {stuck}, {night + 24h, false});
    EXPECT_EQ(progress_of(step, 1), Progress::lost);
    EXPECT_EQ(step.members[0].reason, "no_answer");
    EXPECT_EQ(step.rollout.state, RolloutState::stopped);
}

TEST(RolloutFailures, who_ends_its_trial_after_the_stop_is_taken_back_too) {
    Step step = decide(in_stage(1),
                       {member(1, 1, Progress::trial), member(2, 1, Progress::rolled_back)}, quiet);
    EXPECT_TRUE(step.withdraw.empty()); // its new program runs already
    step.members[0].progress = Progress::updated;
    EXPECT_EQ(decide(step.rollout, step.members, quiet).take_back, std::vector{device(1)});
}

TEST(RolloutEmergency, takes_away_every_order_that_can_be_taken_away_and_gives_none) {
    const Step step =
        decide(in_stage(1),
               {member(1, 1), member(2, 1, Progress::told), member(3, 1, Progress::fetching),
                member(4, 1, Progress::waiting), member(5, 1, Progress::trial)},
               alarm);
    EXPECT_TRUE(step.tell.empty());
    EXPECT_EQ(step.withdraw, (std::vector{device(2), device(3), device(4)}));
    EXPECT_EQ(progress_of(step, 2), Progress::untold);
    EXPECT_EQ(progress_of(step, 5), Progress::trial);
    EXPECT_EQ(step.rollout.hold, Hold::emergency);
    EXPECT_EQ(step.rollout.state, RolloutState::running);
    const Step after = decide(step.rollout, step.members, quiet);
    EXPECT_EQ(after.tell.size(), 4);
    EXPECT_EQ(after.rollout.hold, Hold::none);
}

TEST(RolloutEmergency, stops_the_way_back_too_and_lets_it_go_on_afterwards) {
    Rollout rollout = in_stage(1);
    rollout.state = RolloutState::stopped;
    rollout.taking_back = true;
    const Step step = decide(rollout, {member(1, 0, Progress::returning)}, alarm);
    EXPECT_TRUE(step.take_back.empty());
    EXPECT_EQ(step.withdraw, std::vector{device(1)});
    EXPECT_EQ(decide(step.rollout, step.members, quiet).take_back, std::vector{device(1)});
}

TEST(RolloutEmergency, does_not_hide_that_too_much_failed) {
    const Step step = decide(in_stage(1), {member(1, 1, Progress::rolled_back)}, alarm);
    EXPECT_EQ(step.rollout.state, RolloutState::stopped);
}

TEST(RolloutByHand, a_pause_takes_orders_away_until_it_is_resumed) {
    const Rollout paused = pause(running(), "kiểm tra").value();
    const Step step = decide(paused, {member(1, 0, Progress::waiting), member(2, 0)}, quiet);
    EXPECT_TRUE(step.tell.empty());
    EXPECT_EQ(step.withdraw, std::vector{device(1)});
    const Step again = decide(resume(step.rollout).value(), step.members, quiet);
    EXPECT_EQ(again.tell.size(), 2);
}

TEST(RolloutByHand, a_stop_is_for_good_with_or_without_the_way_back) {
    const std::vector members{member(1, 0, Progress::updated), member(2, 0, Progress::told)};
    const Step stopped = decide(stop(running(), "lỗi", false).value(), members, quiet);
    EXPECT_EQ(stopped.withdraw, std::vector{device(2)});
    EXPECT_TRUE(stopped.take_back.empty());
    const Step back = decide(stop(running(), "lỗi", true).value(), members, quiet);
    EXPECT_EQ(back.take_back, std::vector{device(1)});
    EXPECT_TRUE(decide(back.rollout, back.members, quiet).take_back.empty()); // told once
}

TEST(RolloutByHand, what_is_over_can_still_be_taken_back_once) {
    Rollout done = running();
    done.state = RolloutState::done;
    const Rollout back = stop(done, "có lỗi về sau", true).value();
    EXPECT_EQ(decide(back, {member(1, 0, Progress::updated)}, quiet).take_back,
              std::vector{device(1)});
    EXPECT_EQ(stop(back, "nữa", true).error().code, "updates.is_over");
}

TEST(RolloutByHand, refuses_what_does_not_fit_its_state) {
    Rollout done = running();
    done.state = RolloutState::done;
    EXPECT_EQ(pause(done, "").error().code, "updates.not_running");
    EXPECT_EQ(resume(running()).error().code, "updates.not_paused");
    EXPECT_EQ(stop(done, "", false).error().code, "updates.is_over");
    const Step step = decide(done, {member(1, 0)}, quiet);
    EXPECT_TRUE(step.tell.empty());
}

} // namespace

} // namespace updates
