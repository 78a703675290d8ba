#include "media/gain_plan.hpp"

#include <gtest/gtest.h>

namespace media {
namespace {

constexpr LoudnessTarget target{.integrated_lufs = -16, .true_peak_dbtp = -1};

TEST(GainPlanTest, a_loud_recording_is_only_turned_down) {
    const GainPlan plan = first_plan({.integrated_lufs = -10, .true_peak_dbtp = 0.5}, target);
    EXPECT_DOUBLE_EQ(plan.gain_db, -6);
    EXPECT_FALSE(plan.limit);
}

TEST(GainPlanTest, a_quiet_recording_with_peaks_is_turned_up_and_limited) {
    const GainPlan plan = first_plan({.integrated_lufs = -26, .true_peak_dbtp = -4}, target);
    EXPECT_DOUBLE_EQ(plan.gain_db, 10);
    EXPECT_TRUE(plan.limit);
    EXPECT_LT(plan.ceiling_dbtp, -1);
}

TEST(GainPlanTest, what_the_limiter_took_is_given_back) {
    const GainPlan first{.gain_db = 10, .ceiling_dbtp = -1.9, .limit = true};
    const GainPlan next =
        next_plan(first, {.integrated_lufs = -18, .true_peak_dbtp = -1.5}, target);
    EXPECT_GT(next.gain_db, 11.9);
    EXPECT_DOUBLE_EQ(next.ceiling_dbtp, -1.9);
}

TEST(GainPlanTest, a_peak_over_the_target_lowers_the_ceiling) {
    const GainPlan first{.gain_db = 3, .ceiling_dbtp = -1.9, .limit = false};
    const GainPlan next =
        next_plan(first, {.integrated_lufs = -16, .true_peak_dbtp = -0.4}, target);
    EXPECT_TRUE(next.limit);
    EXPECT_NEAR(next.ceiling_dbtp, -2.6, 1e-9);
}

TEST(GainPlanTest, the_result_must_be_near_in_loudness_and_under_the_peak) {
    EXPECT_TRUE(meets({.integrated_lufs = -16.3, .true_peak_dbtp = -1}, target));
    EXPECT_FALSE(meets({.integrated_lufs = -16.6, .true_peak_dbtp = -1}, target));
    EXPECT_FALSE(meets({.integrated_lufs = -16, .true_peak_dbtp = -0.9}, target));
}

} // namespace
} // namespace media
