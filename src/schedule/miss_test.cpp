// Goal: what becomes of a bulletin that did not sound, for every wish of its author, and at what
// time it is made up for.
#include "schedule/miss.hpp"
#include "schedule/schedule_samples.hpp"

#include <gtest/gtest.h>

namespace schedule {

namespace {

using namespace samples;
using content::BroadcastClass;
using content::MissAction;
using content::MissPolicy;

MissPolicy policy(MissAction action) {
    return {std::nullopt, std::nullopt, action};
}
const base::Instant noon = june_first("12:00");
const base::Instant evening = june_first("17:00");
const base::Instant afternoon = june_first("14:00");

MissDecision decide(const MissPolicy& wish, MissSlots slots) {
    return decide_miss(wish, BroadcastClass::ordinary, slots, noon);
}

TEST(Miss, what_is_to_be_dropped_is_dropped_whatever_time_there_is) {
    EXPECT_EQ(decide(policy(MissAction::drop), {evening, afternoon}).verdict, MissVerdict::dropped);
}

TEST(Miss, the_next_slot_is_the_programmes_next_run_when_it_plays_the_bulletin_anyway) {
    const auto decision = decide(policy(MissAction::next_slot), {evening, afternoon});
    EXPECT_EQ(decision.verdict, MissVerdict::carried);
    EXPECT_EQ(decision.slot, evening);
}

TEST(Miss, without_such_a_run_the_next_slot_is_the_first_free_time) {
    const auto decision = decide(policy(MissAction::next_slot), {std::nullopt, afternoon});
    EXPECT_EQ(decision.verdict, MissVerdict::made_up);
    EXPECT_EQ(decision.slot, afternoon);
}

TEST(Miss, a_question_proposes_the_first_free_time_and_is_not_asked_without_one) {
    EXPECT_EQ(decide(policy(MissAction::ask), {evening, afternoon}).slot, afternoon);
    EXPECT_EQ(decide(policy(MissAction::ask), {evening, afternoon}).verdict, MissVerdict::asked);
    EXPECT_EQ(decide(policy(MissAction::ask), {evening, std::nullopt}).verdict,
              MissVerdict::carried);
    EXPECT_EQ(decide(policy(MissAction::ask), {}).verdict, MissVerdict::dropped);
}

TEST(Miss, nothing_is_made_up_outside_the_bulletins_own_time) {
    MissPolicy wish = policy(MissAction::next_slot);
    wish.not_after = june_first("16:00");
    EXPECT_EQ(decide(wish, {evening, afternoon}).slot, afternoon);
    EXPECT_EQ(decide(wish, {evening, std::nullopt}).verdict, MissVerdict::dropped);
    wish.not_after = june_first("13:00");
    EXPECT_EQ(decide(wish, {evening, afternoon}).verdict, MissVerdict::dropped);
    wish = policy(MissAction::ask);
    wish.not_before = june_first("15:00");
    EXPECT_EQ(decide(wish, {evening, afternoon}).verdict, MissVerdict::carried);
    EXPECT_EQ(decide(wish, {std::nullopt, noon}).verdict, MissVerdict::dropped);
}

TEST(Miss, an_emergency_is_never_made_up_for) {
    for (const MissAction action : {MissAction::next_slot, MissAction::ask}) {
        EXPECT_EQ(decide_miss(policy(action), BroadcastClass::emergency, {evening, afternoon}, noon)
                      .verdict,
                  MissVerdict::dropped);
    }
}

TEST(Miss, an_answer_holds_only_while_there_is_time) {
    MissPolicy wish = policy(MissAction::ask);
    EXPECT_EQ(answer_miss(wish, true, {evening, afternoon}, noon)->slot, afternoon);
    EXPECT_EQ(answer_miss(wish, false, {evening, afternoon}, noon)->verdict, MissVerdict::dropped);
    EXPECT_EQ(answer_miss(wish, true, {evening, std::nullopt}, noon).error().code,
              "schedule.no_slot_left");
    wish.not_after = june_first("13:00");
    EXPECT_EQ(answer_miss(wish, true, {std::nullopt, afternoon}, noon).error().code,
              "schedule.no_slot_left");
    EXPECT_TRUE(answer_miss(wish, false, {}, noon).has_value());
}

TEST(Miss, the_first_free_time_lies_in_every_places_windows_and_leaves_room_for_the_whole_sound) {
    UnitRules other = default_rules(); // 05:30–06:30 and 17:00–18:00
    other.area = neighbour;
    other.windows = {
        {.from = base::parse_time("17:30").value(), .to = base::parse_time("19:00").value()}};
    const RuleBook rules({other});
    const std::vector<area::AreaPath> one{commune};
    const std::vector<area::AreaPath> both{commune, neighbour};
    EXPECT_EQ(first_free(rules, one, noon, 60'000, 8), june_first("17:00"));
    EXPECT_EQ(first_free(rules, both, noon, 60'000, 8), june_first("17:30"));
    EXPECT_EQ(first_free(rules, one, june_first("17:10") + base::Millis(1), 60'000, 8),
              june_first("17:10:01"));
    EXPECT_EQ(first_free(rules, one, june_first("17:59:30"), 60'000, 8),
              june_first("05:30") + std::chrono::hours(24));
    EXPECT_EQ(first_free(rules, both, noon, 3'600'000, 8), std::nullopt);
    EXPECT_EQ(first_free(rules, {}, noon, 60'000, 8), std::nullopt);
}

} // namespace

} // namespace schedule
