#include "broadcast/approved_play_guard.hpp"

#include "crypto/digest.hpp"

#include <gtest/gtest.h>

namespace {

using namespace broadcast;
using namespace std::chrono;

/// Monday 1 June 2026, in Việt Nam.
base::Instant at(int hour, int minute = 0) {
    return base::to_instant({.date = {2026y / June / 1},
                             .time = {static_cast<std::int32_t>(hour * 3600 + minute * 60)}});
}

content::Bulletin approved() {
    content::Bulletin bulletin;
    bulletin.body.title = "Lịch tiêm chủng";
    bulletin.body.area = area::AreaPath({"91", "31069"});
    bulletin.body.valid_from = {2026y / June / 1};
    bulletin.body.valid_to = {2026y / June / 7};
    content::LanguageVariant variant{.language = "vi"};
    variant.blocks.push_back({.text = "Kính thưa bà con"});
    bulletin.body.variants.push_back(variant);
    bulletin.renderings.push_back(
        {.language = "vi",
         .audio = {.sha256 = crypto::sha256("opus"), .size_bytes = 9, .duration_ms = 5'000},
         .variant_digest = content::variant_digest(variant)});
    bulletin.state = content::BulletinState::approved;
    bulletin.approved_digest = content::content_digest(bulletin);
    return bulletin;
}

TEST(ApprovedPlayGuard, an_approved_bulletin_sounds_with_its_rendering) {
    const auto found = playable(approved(), at(6));
    ASSERT_TRUE(found.has_value()) << found.error().message.en;
    ASSERT_EQ(found->items.size(), 1U);
    EXPECT_EQ(found->items[0].sha256, crypto::sha256("opus"));
}

TEST(ApprovedPlayGuard, what_nobody_approved_or_what_changed_since_does_not_sound) {
    content::Bulletin draft = approved();
    draft.state = content::BulletinState::draft;
    EXPECT_EQ(playable(draft, at(6)).error().code, "broadcast.not_approved");
    content::Bulletin withdrawn = approved();
    withdrawn.state = content::BulletinState::withdrawn;
    EXPECT_EQ(playable(withdrawn, at(6)).error().code, "broadcast.not_approved");
    content::Bulletin altered = approved();
    altered.body.title = "Khác";
    EXPECT_EQ(playable(altered, at(6)).error().code, "broadcast.not_approved");
}

TEST(ApprovedPlayGuard, a_bulletin_sounds_only_while_it_is_valid) {
    EXPECT_EQ(playable(approved(), at(6) + days(7)).error().code, "broadcast.not_valid_now");
}

TEST(ApprovedPlayGuard, a_bulletin_without_sound_is_refused) {
    content::Bulletin bulletin = approved();
    bulletin.renderings.clear();
    bulletin.approved_digest = content::content_digest(bulletin);
    EXPECT_EQ(playable(bulletin, at(6)).error().code, "broadcast.no_sound");
}

TEST(ApprovedPlayGuard, a_quarter_past_three_in_the_morning_is_refused_with_what_is_allowed) {
    const auto refused = within_hours(schedule::default_rules(), at(3, 15), 10'000);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, "broadcast.outside_hours");
    EXPECT_NE(refused.error().message.vi.find("05:30–06:30"), std::string::npos)
        << refused.error().message.vi;
}

TEST(ApprovedPlayGuard, a_run_must_end_within_the_window_too) {
    const auto rules = schedule::default_rules();
    EXPECT_TRUE(within_hours(rules, at(5, 30), 3'600'000).has_value());
    EXPECT_FALSE(within_hours(rules, at(5, 30), 3'600'001).has_value());
    EXPECT_FALSE(within_hours(rules, at(5, 29), 10'000).has_value());
}

TEST(ApprovedPlayGuard, a_run_over_midnight_needs_the_hours_of_both_days) {
    schedule::UnitRules rules = schedule::default_rules();
    rules.quiet_hours.clear();
    rules.windows = {{.from = {0}, .to = {86'400}}};
    EXPECT_TRUE(within_hours(rules, at(23, 55), 600'000).has_value());
    EXPECT_TRUE(within_hours(rules, at(23, 55), 300'000).has_value());
    const base::LocalDate next{2026y / June / 2};
    rules.days_off = {{.first = next, .last = next, .name = "nghỉ"}};
    EXPECT_FALSE(within_hours(rules, at(23, 55), 600'000).has_value());
    EXPECT_TRUE(within_hours(rules, at(23, 55), 300'000).has_value()) << "to midnight itself";
    rules.days_off.clear();
    rules.windows = {{.from = {6 * 3600}, .to = {86'400}}};
    EXPECT_FALSE(within_hours(rules, at(23, 55), 600'000).has_value());
}

TEST(ApprovedPlayGuard, quiet_hours_of_a_season_are_told_as_days) {
    schedule::UnitRules rules = schedule::default_rules();
    rules.quiet_hours = {{.from = {21 * 3600},
                          .to = {5 * 3600},
                          .season = schedule::Season{.from = {.month = 5, .day = 1},
                                                     .to = {.month = 8, .day = 31}}}};
    const auto told = device_quiet_hours(rules, {2026y / June / 1});
    ASSERT_EQ(told.size(), 2U);
    EXPECT_EQ(told[0].first_day, (base::LocalDate{2026y / May / 31}));
    EXPECT_EQ(told[0].last_day, (base::LocalDate{2026y / August / 31}));
    EXPECT_EQ(told[1].first_day, (base::LocalDate{2027y / May / 1}));
}

} // namespace
