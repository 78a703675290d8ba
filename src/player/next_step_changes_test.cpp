// Goal: what leaves the programme while the device knows it ends and is told once, and a voice
// takes its place among what was prepared. Method: as in next_step_test.cpp.
#include "player/next_step_test_support.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace player {

namespace {

using namespace next_step_test;

TEST(NextStep, a_run_that_left_the_programme_stops) {
    Device device;
    device.sounding = Sounding{planned(1, morning)};
    const Step step = device.at(morning + seconds(10));
    ASSERT_TRUE(step.stop.has_value());
    EXPECT_EQ(step.stop->reason, "withdrawn");
}

TEST(NextStep, a_run_that_gave_way_or_was_cut_and_left_the_programme_is_over) {
    for (const Phase phase : {Phase::begun, Phase::paused}) {
        Device device;
        device.record_with_plan(planned(1, morning), phase);
        const Step step = device.at(morning + seconds(10));
        ASSERT_EQ(step.over.size(), 1U);
        EXPECT_EQ(step.over[0].run, id(1));
        EXPECT_EQ(step.over[0].outcome, Outcome::stopped);
        EXPECT_EQ(step.over[0].reason, "withdrawn");
    }
}

TEST(NextStep, a_run_that_left_the_programme_before_it_began_or_after_it_ended_is_not_told) {
    Device device;
    device.record_with_plan(planned(1, morning), Phase::untouched);
    device.record_with_plan(planned(2, morning), Phase::over);
    device.record(3, Phase::begun); // of a program that did not store plans
    EXPECT_TRUE(device.at(morning + seconds(10)).over.empty());
}

TEST(NextStep, a_run_that_sounds_and_left_the_programme_is_stopped_and_not_told_twice) {
    Device device;
    device.sounding = Sounding{planned(1, morning)};
    device.record_with_plan(planned(1, morning), Phase::begun);
    const Step step = device.at(morning + seconds(10));
    EXPECT_TRUE(step.stop.has_value());
    EXPECT_TRUE(step.over.empty());
}

TEST(NextStep, nothing_counts_as_withdrawn_while_the_programme_or_the_time_is_not_known) {
    Device device;
    device.record_with_plan(planned(1, morning), Phase::begun);
    device.has_programme = false;
    EXPECT_TRUE(device.at(morning).over.empty());
    device.record_with_plan(alarm(2, morning), Phase::begun);
    ASSERT_EQ(device.at(morning).over.size(), 1U) << "a command is in no programme";
    EXPECT_EQ(device.at(morning).over[0].run, id(2));
    device.has_programme = true;
    device.clock_known = false;
    EXPECT_TRUE(device.at(morning).over.empty());
}

TEST(NextStep, a_voice_pauses_the_programme_of_its_class) {
    Device device;
    device.runs = {planned(1, morning), voice(2, morning + seconds(20))};
    device.sounding = Sounding{device.runs[0]};
    device.record(1, Phase::begun);
    const Step step = device.at(morning + seconds(20));
    ASSERT_TRUE(step.stop && step.start);
    EXPECT_TRUE(step.stop->pause);
    EXPECT_EQ(step.start->run, id(2));
}

TEST(NextStep, the_programme_waits_for_the_end_of_a_voice_of_its_class) {
    Device device;
    device.runs = {voice(2, morning), planned(1, morning + seconds(20))};
    device.sounding = Sounding{device.runs[0]};
    device.record(2, Phase::begun);
    const Step step = device.at(morning + seconds(20));
    EXPECT_FALSE(step.stop || step.start);
    EXPECT_EQ(step.deferred, std::vector{id(1)});
}

TEST(NextStep, a_voice_that_gave_way_goes_on_with_the_present_until_its_limit) {
    Device device;
    device.runs = {voice(2, morning), alarm(3, morning + seconds(20))};
    device.sounding = Sounding{device.runs[0]};
    device.record(2, Phase::begun);
    const Step taken = device.at(morning + seconds(20));
    ASSERT_TRUE(taken.stop);
    EXPECT_TRUE(taken.stop->pause);
    device.runs.pop_back();
    device.sounding.reset();
    device.record(2, Phase::paused, false, 20'000);
    const Step back = device.at(morning + minutes(5));
    ASSERT_TRUE(back.start.has_value());
    EXPECT_EQ(back.start->position_ms, 0);
    const Step late = device.at(morning + minutes(31));
    ASSERT_EQ(late.over.size(), 1U);
    EXPECT_EQ(late.over[0].outcome, Outcome::partial);
}

TEST(NextStep, a_voice_is_cut_by_quiet_hours_like_everything_else) {
    Device device;
    device.runs = {voice(2, morning)};
    device.sounding = Sounding{device.runs[0]};
    device.quiet = {{base::LocalTime{5 * 3600 + 40 * 60}, base::LocalTime{6 * 3600}, {}, {}}};
    EXPECT_FALSE(device.at(morning + minutes(5)).stop.has_value());
    const Step step = device.at(morning + minutes(10));
    ASSERT_TRUE(step.stop.has_value());
    EXPECT_EQ(step.stop->reason, "quiet_hours");
}

} // namespace

} // namespace player
