// Goal: an emergency that nobody confirms in time is taken off, once, and any other is left alone.
#include "content/take_off_unconfirmed.hpp"

#include "content/content_memory.hpp"
#include "content/content_samples.hpp"
#include "content/judge_bulletin.hpp"
#include "testing/manual_clock.hpp"
#include "testing/seeded_random.hpp"

#include <gtest/gtest.h>

namespace content {

namespace {

using namespace samples;
using namespace std::chrono_literals;

class NoPlaces final : public TargetPlaces {
public:
    base::Result<std::vector<area::AreaPath>> places_of(const Targets& targets) override {
        return targets.areas;
    }
};

class TakeOffUnconfirmed : public ::testing::Test {
protected:
    void SetUp() override {
        const ApprovalRule rule{
            .area = commune, .emergency = EmergencyApproval::second_factor, .version = 1};
        ASSERT_TRUE(change(memory, [&](ContentTransaction& transaction) -> base::Result<Bulletin> {
                        EXPECT_TRUE(transaction.save_rule(rule, approver()).has_value());
                        const Bulletin bulletin = submitted(body(BroadcastClass::emergency));
                        EXPECT_TRUE(transaction.insert(bulletin).has_value());
                        return bulletin;
                    }).has_value());
        rights::Actor first = approver();
        first.second_factor_at = now;
        ASSERT_TRUE(approve_bulletin(desk, first, bulletin_id(), std::nullopt).has_value());
        memory.recorded.clear();
    }
    Bulletin stored() { return memory.find(bulletin_id()).value().value(); }

    MemoryContent memory;
    NoPlaces places;
    testing_support::ManualClock clock{now};
    testing_support::SeededRandom random{7};
    BulletinDesk desk{memory, memory, places, clock, random};
};

TEST_F(TakeOffUnconfirmed, it_stays_on_the_air_until_the_minutes_are_over) {
    clock.advance(15min);
    EXPECT_TRUE(take_off_unconfirmed(desk)->empty());
    EXPECT_EQ(stored().state, BulletinState::approved);
}

TEST_F(TakeOffUnconfirmed, after_them_it_is_withdrawn_with_the_reason_and_recorded_once) {
    clock.advance(15min + 1ms);
    EXPECT_EQ(take_off_unconfirmed(desk).value(), std::vector{bulletin_id()});
    EXPECT_EQ(stored().state, BulletinState::withdrawn);
    EXPECT_NE(stored().reason->find("xác nhận"), std::string::npos);
    EXPECT_FALSE(stored().confirmation_due.has_value());
    EXPECT_TRUE(take_off_unconfirmed(desk)->empty());
    EXPECT_EQ(memory.recorded, std::vector<std::string>{"content.take_off_unconfirmed"});
}

TEST_F(TakeOffUnconfirmed, what_a_second_person_confirmed_stays) {
    ASSERT_TRUE(approve_bulletin(desk, second_approver(), bulletin_id(), std::nullopt).has_value());
    clock.advance(16min);
    EXPECT_TRUE(take_off_unconfirmed(desk)->empty());
    EXPECT_EQ(stored().state, BulletinState::approved);
}

} // namespace

} // namespace content
