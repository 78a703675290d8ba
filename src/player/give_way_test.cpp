#include "player/give_way.hpp"

#include "player/next_step_test_support.hpp"

#include <gtest/gtest.h>

namespace player {

namespace {

using namespace next_step_test;

PlannedRun speech() {
    PlannedRun run = planned(1, morning);
    run.items.front().duration_ms = 30'000;
    run.items.front().sentences_ms = {{0, 8'000, 20'000}};
    return run;
}

TEST(GiveWay, a_run_that_has_sounded_goes_on_at_its_sentence) {
    const PlayedPart part{morning, 0, 12'000};
    const auto record = after_giving_way(speech(), {.part = part, .parts = {part}});
    EXPECT_EQ(record.phase, Phase::paused);
    EXPECT_EQ(record.resume_ms, 8'000);
    EXPECT_EQ(record.parts.size(), 1U);
}

TEST(GiveWay, a_resumed_run_that_is_cut_before_its_first_sample_keeps_its_place) {
    const PlayedPart before{morning, 0, 12'000};
    for (const std::int64_t place : {std::int64_t{8'000}, std::int64_t{0}}) {
        const auto record =
            after_giving_way(speech(), {.resumed_from_ms = place, .parts = {before}});
        EXPECT_EQ(record.phase, Phase::paused);
        EXPECT_EQ(record.resume_ms, place);
        EXPECT_FALSE(record.deferred);
        EXPECT_EQ(record.parts.size(), 1U) << "what sounded before is not forgotten";
    }
}

TEST(GiveWay, only_what_was_paused_goes_on_at_its_place) {
    RunRecord known;
    known.resume_ms = 8'000;
    for (const Phase phase : {Phase::untouched, Phase::begun, Phase::over}) {
        known.phase = phase;
        EXPECT_EQ(resumed_from(&known), std::nullopt);
    }
    known.phase = Phase::paused;
    EXPECT_EQ(resumed_from(&known), 8'000);
    EXPECT_EQ(resumed_from(nullptr), std::nullopt);
}

TEST(GiveWay, what_a_resumed_run_has_sounded_since_moves_its_place) {
    const PlayedPart since{morning, 8'000, 14'000};
    const auto record =
        after_giving_way(speech(), {.resumed_from_ms = 8'000, .part = since, .parts = {since}});
    EXPECT_EQ(record.resume_ms, 20'000);
}

TEST(GiveWay, a_run_that_never_sounded_begins_at_its_beginning) {
    const auto record = after_giving_way(speech(), {});
    EXPECT_EQ(record.phase, Phase::untouched);
    EXPECT_TRUE(record.deferred);
}

TEST(GiveWay, a_run_that_sounded_before_a_restart_is_still_under_way) {
    const auto record = after_giving_way(speech(), {.parts = {{morning, 0, 3'000}}});
    EXPECT_EQ(record.phase, Phase::begun);
    EXPECT_FALSE(record.deferred);
}

} // namespace

} // namespace player
