// Goal: at every instant the device plays what it must and nothing else. Method: one programme,
// hand-set clocks.
#include "player/next_step_test_support.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace player {

namespace {

using namespace next_step_test;

TEST(NextStep, a_failed_output_is_tried_again_where_the_run_would_be_then_until_it_is_over) {
    Device device;
    device.runs = {planned(1, morning)};
    device.record(1, Phase::begun);
    device.output_ready_at = morning + seconds(10);
    const Step resting = device.at(morning + seconds(9));
    EXPECT_FALSE(resting.start);
    EXPECT_EQ(resting.wake_at, morning + seconds(10));
    const Step again = device.at(morning + seconds(10));
    ASSERT_TRUE(again.start);
    EXPECT_EQ(again.start->position_ms, (seconds(10) + lead).count());
    device.output_ready_at = morning + minutes(5);
    const Step over = device.at(morning + seconds(60));
    EXPECT_FALSE(over.start);
    ASSERT_EQ(over.over.size(), 1U);
}

TEST(NextStep, a_cold_transmitter_is_switched_on_so_early_that_the_run_begins_in_time) {
    Device device;
    device.warm_up = seconds(8);
    device.runs = {planned(1, morning)};
    EXPECT_FALSE(device.at(morning - seconds(8) - change_ahead - Millis(1)).start.has_value());
    const Step step = device.at(morning - seconds(8) - change_ahead);
    ASSERT_TRUE(step.start.has_value());
    EXPECT_EQ(step.start->at, morning);
    EXPECT_EQ(step.start->position_ms, 0);
}

TEST(NextStep, an_alarm_on_a_cold_transmitter_is_late_and_whole) {
    Device device;
    device.warm_up = seconds(8);
    device.runs = {alarm(1, morning)};
    const Step step = device.at(morning);
    ASSERT_TRUE(step.start.has_value());
    EXPECT_EQ(step.start->at, morning + seconds(8));
    EXPECT_EQ(step.start->position_ms, 0);
}

TEST(NextStep, nothing_planned_is_nothing_to_do) {
    const Step step = Device{}.at(morning);
    EXPECT_FALSE(step.start || step.stop || step.wake_at);
}

TEST(NextStep, a_run_is_prepared_two_seconds_ahead_for_its_exact_instant) {
    Device device;
    device.runs = {planned(1, morning)};
    EXPECT_EQ(device.at(morning - seconds(10)).wake_at, morning - seconds(2));
    EXPECT_FALSE(device.at(morning - Millis(2001)).start.has_value());
    const Step step = device.at(morning - seconds(2));
    ASSERT_TRUE(step.start.has_value());
    EXPECT_EQ(step.start->at, morning);
    EXPECT_EQ(step.start->position_ms, 0);
}

TEST(NextStep, what_is_over_never_sounds_again) {
    Device device;
    device.runs = {planned(1, morning)};
    device.record(1, Phase::over);
    for (int ms = -3000; ms < 70'000; ms += 100) {
        const Step step = device.at(morning + Millis(ms));
        EXPECT_FALSE(step.start || !step.over.empty()) << ms;
    }
}

TEST(NextStep, after_a_restart_it_goes_on_where_it_would_be_now) {
    Device device;
    device.runs = {planned(1, morning)};
    device.record(1, Phase::begun);
    const Step step = device.at(morning + seconds(20));
    ASSERT_TRUE(step.start.has_value());
    EXPECT_EQ(step.start->at, morning + seconds(20) + lead);
    EXPECT_EQ(step.start->position_ms, 20'300);
}

TEST(NextStep, after_a_restart_past_its_end_it_is_over_and_partial) {
    Device device;
    device.runs = {planned(1, morning)};
    device.record(1, Phase::begun);
    EXPECT_TRUE(device.at(morning + Millis(59'200)).start.has_value());
    const Step step = device.at(morning + Millis(59'201));
    ASSERT_EQ(step.over.size(), 1U);
    EXPECT_EQ(step.over[0].outcome, Outcome::partial);
    EXPECT_EQ(step.over[0].reason, "interrupted");
}

TEST(NextStep, a_late_device_joins_its_neighbours_at_their_position) {
    Device device;
    device.runs = {planned(1, morning)};
    const Step step = device.at(morning + seconds(30));
    ASSERT_TRUE(step.start.has_value());
    EXPECT_EQ(step.start->position_ms, 30'300);
    const Step missed = device.at(morning + minutes(2));
    ASSERT_EQ(missed.over.size(), 1U);
    EXPECT_EQ(missed.over[0].outcome, Outcome::missed);
}

TEST(NextStep, restart_begins_at_the_beginning_until_not_after) {
    Device device;
    device.runs = {planned(1, morning)};
    device.runs[0].late = Late::restart;
    const Step step = device.at(morning + minutes(5));
    ASSERT_TRUE(step.start.has_value());
    EXPECT_EQ(step.start->position_ms, 0);
    EXPECT_EQ(device.at(morning + minutes(11)).over.size(), 1U);
}

TEST(NextStep, drop_forgives_two_seconds_only) {
    Device device;
    device.runs = {planned(1, morning)};
    device.runs[0].late = Late::drop;
    EXPECT_TRUE(device.at(morning + seconds(1)).start.has_value());
    const Step step = device.at(morning + seconds(2));
    ASSERT_EQ(step.over.size(), 1U);
    EXPECT_EQ(step.over[0].reason, "too_late");
}

TEST(NextStep, a_commanded_run_is_never_begun_at_its_expiry) {
    const auto command = device_protocol::sample::play_command();
    Device device;
    device.runs = {run_of({command, {}}, command.issued_at, Millis(400))};
    const Step step = device.at(command.expires_at);
    EXPECT_FALSE(step.start);
    ASSERT_EQ(step.over.size(), 1U);
    EXPECT_EQ(step.over[0].outcome, Outcome::missed);
    EXPECT_TRUE(device.at(command.expires_at - Millis(500)).start);
}

TEST(NextStep, a_run_is_never_begun_after_not_after) {
    Device device;
    device.runs = {planned(1, morning)};
    device.runs[0].not_after = morning;
    EXPECT_TRUE(device.at(morning + seconds(1)).start.has_value());
    EXPECT_EQ(device.at(morning + seconds(3)).over.size(), 1U);
    device.record_sounded(1, {morning, 0, 900});
    EXPECT_TRUE(device.at(morning + seconds(3)).start.has_value());
}

TEST(NextStep, an_intention_without_a_sound_is_no_beginning) {
    Device device;
    device.runs = {planned(1, morning)};
    device.runs[0].not_after = morning;
    device.record(1, Phase::begun);
    EXPECT_TRUE(device.at(morning + seconds(1)).start.has_value());
    const Step step = device.at(morning + seconds(3));
    ASSERT_EQ(step.over.size(), 1U);
    EXPECT_EQ(step.over[0].outcome, Outcome::missed);
    EXPECT_EQ(step.over[0].reason, "too_late");
}

TEST(NextStep, an_emergency_stops_an_ordinary_run) {
    Device device;
    device.runs = {planned(1, morning), alarm(2, morning + seconds(20))};
    device.sounding = Sounding{device.runs[0]};
    EXPECT_FALSE(device.at(morning + seconds(19)).stop.has_value());
    const Step step = device.at(morning + Millis(19'600));
    ASSERT_TRUE(step.stop && step.start);
    EXPECT_EQ(step.stop->outcome, Outcome::preempted);
    EXPECT_FALSE(step.stop->pause);
    EXPECT_EQ(step.start->run, id(2));
    EXPECT_EQ(step.start->at, morning + seconds(20));
}

TEST(NextStep, an_ordinary_run_waits_for_an_emergency_and_then_begins_at_its_beginning) {
    Device device;
    device.runs = {planned(1, morning), alarm(2, morning - seconds(30))};
    device.sounding = Sounding{device.runs[1]};
    const Step waiting = device.at(morning);
    EXPECT_FALSE(waiting.start || waiting.stop);
    EXPECT_EQ(waiting.deferred, std::vector<RunId>{id(1)});
    device.sounding.reset();
    device.record(2, Phase::over);
    device.record(1, Phase::untouched, true);
    const Step after = device.at(morning + seconds(30));
    ASSERT_TRUE(after.start.has_value());
    EXPECT_EQ(after.start->position_ms, 0);
    const Step too_late = device.at(morning + minutes(11));
    ASSERT_EQ(too_late.over.size(), 1U);
    EXPECT_EQ(too_late.over[0].reason, "no_room");
}

TEST(NextStep, the_manifest_may_say_pause_and_the_paused_run_goes_on) {
    Device device;
    device.clashes = {{BroadcastClass::ordinary, BroadcastClass::priority, Clash::pause}};
    device.runs = {planned(1, morning),
                   planned(2, morning + seconds(20), BroadcastClass::priority)};
    device.sounding = Sounding{device.runs[0]};
    const Step step = device.at(morning + seconds(20));
    ASSERT_TRUE(step.stop && step.start);
    EXPECT_TRUE(step.stop->pause);
    device.sounding.reset();
    device.record(1, Phase::paused, false, 20'000);
    device.record(2, Phase::over);
    const Step resumed = device.at(morning + minutes(2));
    ASSERT_TRUE(resumed.start.has_value());
    EXPECT_EQ(resumed.start->run, id(1));
    EXPECT_EQ(resumed.start->position_ms, 20'000);
    EXPECT_EQ(device.at(morning + minutes(11)).over.at(0).outcome, Outcome::preempted);
}

TEST(NextStep, never_means_not_at_all) {
    Device device;
    device.clashes = {{BroadcastClass::priority, BroadcastClass::ordinary, Clash::never}};
    device.runs = {planned(1, morning, BroadcastClass::priority),
                   planned(2, morning + seconds(20))};
    device.sounding = Sounding{device.runs[0]};
    const Step step = device.at(morning + seconds(20));
    ASSERT_EQ(step.over.size(), 1U);
    EXPECT_EQ(step.over[0].outcome, Outcome::preempted);
}

TEST(NextStep, of_two_at_the_same_instant_one_waits) {
    Device device;
    device.runs = {planned(2, morning), planned(1, morning)};
    const Step step = device.at(morning - Millis(400));
    ASSERT_TRUE(step.start.has_value());
    EXPECT_EQ(step.start->run, id(1));
    EXPECT_EQ(step.deferred, std::vector<RunId>{id(2)});
}

TEST(NextStep, the_more_urgent_of_two_at_the_same_instant_begins) {
    Device device;
    device.runs = {planned(1, morning), planned(2, morning, BroadcastClass::priority)};
    EXPECT_EQ(device.at(morning - seconds(1)).start->run, id(2));
}

std::vector<QuietHours> night() {
    return {{base::LocalTime{21 * 3600}, base::LocalTime{5 * 3600}, {}, {}}};
}

TEST(NextStep, nothing_but_an_emergency_starts_in_quiet_hours) {
    Device device;
    device.quiet = night();
    const Instant at_three = morning - minutes(135);
    device.runs = {planned(1, at_three, BroadcastClass::priority)};
    const Step step = device.at(at_three - seconds(1));
    EXPECT_FALSE(step.start.has_value());
    ASSERT_EQ(step.over.size(), 1U);
    EXPECT_EQ(step.over[0].reason, "quiet_hours");
    device.runs = {alarm(2, at_three)};
    EXPECT_TRUE(device.at(at_three - seconds(1)).start.has_value());
}

TEST(NextStep, nothing_but_an_emergency_continues_into_quiet_hours) {
    Device device;
    device.quiet = night();
    const Instant evening = base::parse_instant("2026-06-01T20:59:30+07:00").value();
    device.runs = {planned(1, evening)};
    device.sounding = Sounding{device.runs[0]};
    const Step before = device.at(evening + seconds(10));
    EXPECT_FALSE(before.stop.has_value());
    EXPECT_EQ(before.wake_at, evening + seconds(30));
    const Step step = device.at(evening + seconds(30));
    ASSERT_TRUE(step.stop.has_value());
    EXPECT_EQ(step.stop->reason, "quiet_hours");
    device.runs = {alarm(2, evening)};
    device.sounding = Sounding{device.runs[0]};
    EXPECT_FALSE(device.at(evening + seconds(30)).stop.has_value());
}

TEST(NextStep, a_run_that_begins_shortly_before_quiet_hours_is_looked_at_when_they_begin) {
    Device device;
    device.quiet = night();
    const Instant evening = base::parse_instant("2026-06-01T20:59:30+07:00").value();
    device.runs = {planned(1, evening)};
    const Step step = device.at(evening - seconds(1));
    ASSERT_TRUE(step.start.has_value());
    EXPECT_EQ(step.wake_at, evening + seconds(30));
}

TEST(NextStep, a_begun_run_does_not_resume_in_quiet_hours) {
    Device device;
    device.quiet = night();
    const Instant evening = base::parse_instant("2026-06-01T20:59:30+07:00").value();
    device.runs = {planned(1, evening)};
    device.record(1, Phase::begun);
    const Step step = device.at(evening + seconds(31));
    ASSERT_EQ(step.over.size(), 1U);
    EXPECT_EQ(step.over[0].outcome, Outcome::stopped);
}

TEST(NextStep, without_a_clock_only_a_commanded_emergency_sounds) {
    Device device;
    device.clock_known = false;
    device.runs = {planned(1, morning), planned(2, morning, BroadcastClass::emergency)};
    EXPECT_FALSE(device.at(morning).start.has_value());
    EXPECT_TRUE(device.at(morning).over.empty());
    device.runs.push_back(alarm(3, morning));
    EXPECT_EQ(device.at(morning).start->run, id(3));
}

TEST(NextStep, a_run_waits_for_its_files_as_long_as_a_late_start_is_allowed) {
    Device device;
    device.runs = {planned(1, morning)};
    device.has_media = [](const PlannedRun&) { return false; };
    const Step waiting = device.at(morning + seconds(10));
    EXPECT_FALSE(waiting.start.has_value());
    EXPECT_EQ(waiting.wake_at, morning + seconds(10) + media_poll);
    const Step failed = device.at(morning + minutes(2));
    ASSERT_EQ(failed.over.size(), 1U);
    EXPECT_EQ(failed.over[0].outcome, Outcome::failed);
    EXPECT_EQ(failed.over[0].reason, "media_missing");
}

TEST(NextStep, a_clock_that_jumps_back_repeats_nothing) {
    Device device;
    device.runs = {planned(1, morning)};
    device.record(1, Phase::over);
    EXPECT_FALSE(device.at(morning - hours(1)).start.has_value());
    EXPECT_FALSE(device.at(morning).start.has_value());
}

TEST(NextStep, every_instant_of_a_day_gives_at_most_one_start_and_never_a_double) {
    Device device;
    for (std::uint8_t i = 0; i < 20; ++i) {
        device.runs.push_back(
            planned(i, morning + seconds(40) * i,
                    i % 5 == 0 ? BroadcastClass::priority : BroadcastClass::ordinary));
    }
    std::map<RunId, int> begun;
    Instant ends;
    for (Instant now = morning - seconds(5); now < morning + hours(1); now = now + Millis(100)) {
        if (device.sounding && now >= ends) {
            RunRecord over;
            over.run = device.sounding->run.run;
            over.phase = Phase::over;
            device.memory.put(over);
            device.sounding.reset();
        }
        const Step step = device.at(now);
        for (const RunId& run : step.deferred) {
            RunRecord record;
            record.run = run;
            record.deferred = true;
            device.memory.put(record);
        }
        for (const Over& over : step.over) {
            RunRecord record;
            record.run = over.run;
            record.phase = Phase::over;
            device.memory.put(record);
        }
        if (step.stop) {
            RunRecord record;
            record.run = device.sounding->run.run;
            record.phase = Phase::over;
            device.memory.put(record);
            device.sounding.reset();
        }
        if (step.start) {
            ASSERT_FALSE(device.sounding.has_value());
            ++begun[step.start->run];
            const auto run = std::ranges::find(device.runs, step.start->run, &PlannedRun::run);
            device.sounding = Sounding{*run};
            ends = step.start->at + Millis(60'000 - step.start->position_ms);
        }
    }
    for (const auto& [run, times] : begun) {
        EXPECT_EQ(times, 1);
    }
    EXPECT_GE(begun.size(), 14U);
}

} // namespace

} // namespace player
