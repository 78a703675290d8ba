#include "live/live_session.hpp"

#include "testing/seeded_random.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace live {

namespace {

constexpr base::Instant morning{1'780'272'000'000};

area::AreaPath path(const char* text) {
    return area::AreaPath::parse(text).value();
}

rights::Actor person(rights::Role role, const char* area) {
    static testing_support::SeededRandom random(7);
    return {.user = rights::UserId::make(morning, random),
            .name = "Lê Thị Phát",
            .grants = {{role, path(area)}},
            .second_factor_at = {}};
}

class LiveSessionTest : public testing::Test {
protected:
    LiveSessionTest() {
        for (int i = 0; i < 4; ++i) {
            devices_.push_back(DeviceId::make(morning + base::Millis(i), random_));
        }
        std::ranges::sort(devices_);
    }
    Session session(const rights::Actor& owner, std::vector<DeviceId> devices,
                    BroadcastClass class_ = BroadcastClass::ordinary) {
        Session made;
        made.id = SessionId::make(morning, random_);
        made.title = "Họp dân";
        made.owner = owner.user;
        made.owner_name = owner.name;
        made.area = path("91/31069");
        made.class_ = class_;
        made.tier = tier_of(owner, made.area);
        made.created_at = morning;
        made.ends_by = morning + std::chrono::minutes(30);
        made.devices = std::move(devices);
        return made;
    }
    testing_support::SeededRandom random_{11};
    std::vector<DeviceId> devices_;
    rights::Actor commune_ = person(rights::Role::operator_, "91/31069");
    rights::Actor neighbour_ = person(rights::Role::operator_, "91/31069");
    rights::Actor province_ = person(rights::Role::operator_, "91");
};

TEST_F(LiveSessionTest, the_tier_follows_from_the_highest_grant_over_the_place) {
    EXPECT_EQ(tier_of(commune_, path("91/31069")), Tier::commune);
    EXPECT_EQ(tier_of(province_, path("91/31069")), Tier::province);
    EXPECT_EQ(tier_of(province_, path("92/31100")), Tier::commune);
    EXPECT_EQ(tier_of(person(rights::Role::operator_, ""), path("91")), Tier::central);
}

TEST_F(LiveSessionTest, who_is_on_air_keeps_the_devices_against_an_equal) {
    const Session first = session(commune_, {devices_[0], devices_[1]});
    const auto refused = arbitrate({first}, session(neighbour_, {devices_[1], devices_[2]}));
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, "live.devices_taken");
    EXPECT_NE(refused.error().message.vi.find("Lê Thị Phát"), std::string::npos);
    EXPECT_TRUE(arbitrate({first}, session(neighbour_, {devices_[2], devices_[3]}))->empty());
}

TEST_F(LiveSessionTest, a_higher_tier_or_class_takes_only_what_both_want) {
    const Session first = session(commune_, {devices_[0], devices_[1]});
    for (const Session& higher :
         {session(province_, {devices_[1], devices_[2]}),
          session(neighbour_, {devices_[1], devices_[2]}, BroadcastClass::priority)}) {
        const auto taken = arbitrate({first}, higher).value();
        ASSERT_EQ(taken.size(), 1U);
        EXPECT_EQ(taken[0].session, first.id);
        EXPECT_EQ(taken[0].devices, std::vector{devices_[1]});
    }
    EXPECT_FALSE(arbitrate({session(neighbour_, {devices_[1]}, BroadcastClass::priority)},
                           session(province_, {devices_[1]}))
                     .has_value())
        << "the class goes before the tier";
}

TEST_F(LiveSessionTest, an_ended_session_holds_nothing) {
    Session first = session(commune_, {devices_[0]});
    first.state = SessionState::ended;
    EXPECT_TRUE(arbitrate({first}, session(neighbour_, {devices_[0]}))->empty());
}

TEST_F(LiveSessionTest, the_displaced_go_on_when_the_higher_one_has_ended) {
    const Session lower = session(commune_, {devices_[0], devices_[1]});
    const Session middle = session(neighbour_, {devices_[1]}, BroadcastClass::priority);
    const Session higher =
        session(province_, {devices_[0], devices_[1]}, BroadcastClass::emergency);
    const auto back = resumable({lower, middle}, higher);
    ASSERT_EQ(back.size(), 2U);
    EXPECT_EQ(back[0].session, middle.id);
    EXPECT_EQ(back[0].devices, std::vector{devices_[1]});
    EXPECT_EQ(back[1].session, lower.id);
    EXPECT_EQ(back[1].devices, std::vector{devices_[0]});
    EXPECT_TRUE(resumable({higher}, lower).empty()) << "the higher one was never displaced";
}

TEST_F(LiveSessionTest, only_the_owner_a_higher_tier_or_who_stops_everything_may_end_it) {
    const Session mine = session(commune_, {devices_[0]});
    EXPECT_EQ(may_stop(commune_, mine).value(), EndReason::by_owner);
    EXPECT_EQ(may_stop(province_, mine).value(), EndReason::by_higher);
    const rights::Actor viewer = person(rights::Role::report_viewer, "91/31069");
    EXPECT_EQ(may_stop(viewer, mine).error().code, "rights.forbidden");
    const rights::Actor elsewhere = person(rights::Role::operator_, "92");
    EXPECT_EQ(may_stop(elsewhere, mine).error().code, "rights.forbidden");
}

TEST_F(LiveSessionTest, it_ends_by_itself_at_the_limit_and_without_sound) {
    const Session mine = session(commune_, {devices_[0]});
    const auto at = [](std::int64_t seconds) { return morning + base::Millis(seconds * 1000); };
    EXPECT_EQ(due_end(mine, std::nullopt, at(59)), std::nullopt);
    EXPECT_EQ(due_end(mine, std::nullopt, at(60)), EndReason::no_source);
    EXPECT_EQ(due_end(mine, at(100), at(129)), std::nullopt);
    EXPECT_EQ(due_end(mine, at(100), at(130)), EndReason::source_lost);
    EXPECT_EQ(due_end(mine, at(1'799), at(1'800)), EndReason::time_limit);
    Session over = mine;
    over.state = SessionState::ended;
    EXPECT_EQ(due_end(over, std::nullopt, at(9'999)), std::nullopt);
}

} // namespace

} // namespace live
