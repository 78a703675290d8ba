#include "fleet/faults.hpp"

#include <gtest/gtest.h>

namespace fleet {

namespace {

TEST(Faults, a_list_is_read_and_what_is_not_named_does_not_happen) {
    const auto plan = parse_faults("drop=2.5,silent=0.25,mute=1");
    ASSERT_TRUE(plan);
    EXPECT_DOUBLE_EQ(plan->drop, 2.5);
    EXPECT_DOUBLE_EQ(plan->silent, 0.25);
    EXPECT_DOUBLE_EQ(plan->mute, 1);
    EXPECT_DOUBLE_EQ(plan->slow, 0);
    EXPECT_TRUE(parse_faults(""));
}

TEST(Faults, unknown_names_and_impossible_shares_are_refused) {
    for (const char* text :
         {"explode=1", "slow", "slow=", "slow=2", "slow=-1", "slow=0.1x", "=1"}) {
        EXPECT_FALSE(parse_faults(text)) << text;
    }
}

TEST(Faults, the_same_seed_gives_the_same_faults_and_about_the_share_asked_for) {
    FaultPlan plan;
    plan.slow = 0.2;
    plan.clock = 0.5;
    plan.full = 1;
    int slow = 0;
    int off = 0;
    for (std::size_t device = 0; device < 10'000; ++device) {
        const DeviceFaults faults = faults_of(plan, 42, device);
        const DeviceFaults again = faults_of(plan, 42, device);
        EXPECT_EQ(faults.slow, again.slow);
        EXPECT_EQ(faults.clock_offset_ms, again.clock_offset_ms);
        EXPECT_FALSE(faults.silent);
        EXPECT_TRUE(faults.full);
        slow += faults.slow ? 1 : 0;
        off += faults.clock_offset_ms != 0 ? 1 : 0;
    }
    EXPECT_NEAR(slow, 2000, 200);
    EXPECT_NEAR(off, 5000, 300);
}

} // namespace

} // namespace fleet
