// Goal: who begins, who is told that it was missed, and what is taken up again, at each instant.
#include "live/planned_relay.hpp"

#include "schedule/planned_runs.hpp"
#include "testing/seeded_random.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace live {

namespace {

using namespace std::chrono_literals;
using broadcast::WhyCode;

constexpr base::Instant six{1'780'268'400'000}; // 06:00 on 1 June 2026
constexpr base::Instant half_past = six + base::Millis(30min);

class PlannedRelay : public testing::Test {
protected:
    PlannedRelay() {
        for (int i = 0; i < 3; ++i) {
            devices_.push_back(DeviceId::make(six + base::Millis(i), random_));
        }
        std::ranges::sort(devices_);
        waiting_.run.id = RunId::make(six, random_);
        for (const DeviceId& device : devices_) {
            waiting_.devices.push_back({device, six, half_past, ""});
        }
    }
    /// One that was opened at `begun` and ended at `ended`.
    Session session(base::Instant begun, std::optional<EndReason> reason,
                    base::Instant ended = {}) {
        Session made;
        made.id = SessionId::make(begun, random_);
        made.plan = {waiting_.run.id, {}};
        made.devices = devices_;
        made.created_at = begun;
        made.ends_by = half_past;
        made.state = reason ? SessionState::ended : SessionState::on_air;
        made.end_reason = reason;
        if (reason) {
            made.ended_at = ended;
        }
        return made;
    }

    testing_support::SeededRandom random_{7};
    std::vector<DeviceId> devices_;
    broadcast::WaitingRelay waiting_;
};

TEST_F(PlannedRelay, nothing_begins_before_its_time_and_all_of_it_at_its_time) {
    const RelayStep before = next_step(waiting_, false, six - base::Millis(1));
    EXPECT_TRUE(before.starts.empty() && before.misses.empty());
    const RelayStep then = next_step(waiting_, false, six);
    EXPECT_EQ(then.starts, (std::vector{RelayStart{devices_, six, half_past}}));
    EXPECT_TRUE(then.misses.empty());
}

TEST_F(PlannedRelay, a_server_that_comes_late_joins_until_the_end_that_was_planned) {
    const RelayStep late = next_step(waiting_, false, half_past - schedule::relay_least);
    ASSERT_EQ(late.starts.size(), 1U);
    EXPECT_EQ(late.starts[0].until, half_past);
}

TEST_F(PlannedRelay, what_is_left_when_nothing_is_worth_beginning_was_missed_without_a_server) {
    const RelayStep over =
        next_step(waiting_, false, half_past - schedule::relay_least + base::Millis(1));
    EXPECT_TRUE(over.starts.empty());
    EXPECT_EQ(over.misses, (std::vector{RelayMiss{WhyCode::server_down, devices_}}));
}

TEST_F(PlannedRelay, a_device_that_was_kept_from_it_tells_by_what) {
    waiting_.devices[0].code = "preempted";
    waiting_.devices[2].code = "station_gone";
    const RelayStep over = next_step(waiting_, false, half_past);
    ASSERT_EQ(over.misses.size(), 3U);
    for (const RelayMiss& miss : over.misses) {
        const auto at = std::ranges::find(devices_, miss.devices.at(0)) - devices_.begin();
        const WhyCode expected[] = {WhyCode::preempted, WhyCode::server_down,
                                    WhyCode::station_gone};
        EXPECT_EQ(miss.code, expected[at]);
    }
}

TEST_F(PlannedRelay, a_programme_that_was_cancelled_at_the_last_moment_does_not_begin) {
    const RelayStep step = next_step(waiting_, true, six);
    EXPECT_TRUE(step.starts.empty());
    EXPECT_EQ(step.misses, (std::vector{RelayMiss{WhyCode::programme_cancelled, devices_}}));
}

TEST_F(PlannedRelay,
       devices_that_had_to_wait_begin_later_and_end_with_the_others_or_by_themselves) {
    waiting_.devices[1].at = six + base::Millis(10min);
    waiting_.devices[2].until = six + base::Millis(15min);
    const RelayStep first = next_step(waiting_, false, six);
    ASSERT_EQ(first.starts.size(), 2U);
    EXPECT_EQ(first.starts[0].devices, std::vector{devices_[2]});
    EXPECT_EQ(first.starts[1].devices, std::vector{devices_[0]});
    EXPECT_EQ(first.starts[1].until, half_past);
}

TEST_F(PlannedRelay, what_the_end_of_the_server_broke_off_is_taken_up_once) {
    const Session broken = session(six, EndReason::server_restarted, six + base::Millis(5min));
    const base::Instant now = six + base::Millis(6min);
    EXPECT_EQ(to_take_up({broken}, now), (std::vector{TakeUp{broken.id, devices_}}));
    EXPECT_TRUE(to_take_up({broken, session(now, std::nullopt)}, now).empty());
    Session some = session(now, std::nullopt);
    some.devices = {devices_[0]};
    EXPECT_EQ(to_take_up({broken, some}, now),
              (std::vector{TakeUp{broken.id, {devices_[1], devices_[2]}}}));
}

TEST_F(PlannedRelay, what_broke_off_twice_goes_on_from_the_last_time) {
    const Session first = session(six, EndReason::server_restarted, six + base::Millis(5min));
    const Session second =
        session(six + base::Millis(6min), EndReason::server_restarted, six + base::Millis(8min));
    EXPECT_EQ(to_take_up({first, second}, six + base::Millis(9min)),
              (std::vector{TakeUp{second.id, devices_}}));
}

TEST_F(PlannedRelay, a_lost_station_is_tried_again_after_a_while) {
    const base::Instant lost = six + base::Millis(5min);
    const Session broken = session(six, EndReason::source_lost, lost);
    EXPECT_TRUE(to_take_up({broken}, lost + station_again_after - base::Millis(1)).empty());
    EXPECT_EQ(to_take_up({broken}, lost + station_again_after).size(), 1U);
}

TEST_F(PlannedRelay, what_somebody_ended_or_what_is_nearly_over_stays_ended) {
    const base::Instant now = six + base::Millis(10min);
    for (const EndReason reason :
         {EndReason::by_owner, EndReason::by_higher, EndReason::time_limit, EndReason::cancelled}) {
        EXPECT_TRUE(to_take_up({session(six, reason, six + base::Millis(1min))}, now).empty());
    }
    const Session broken = session(six, EndReason::server_restarted, six + base::Millis(5min));
    EXPECT_TRUE(to_take_up({broken}, half_past - base::Millis(29s)).empty());
    EXPECT_TRUE(to_take_up({session(six, std::nullopt)}, now).empty()) << "it goes on";
}

TEST_F(PlannedRelay, devices_of_whoever_stands_higher_or_was_first_are_not_taken) {
    Session wanted = session(six, std::nullopt);
    wanted.tier = Tier::commune;
    Session other = session(six, std::nullopt);
    other.devices = {devices_[1]};
    other.tier = Tier::commune;
    EXPECT_EQ(free_devices({other}, wanted), (std::vector{devices_[0], devices_[2]}));
    other.tier = Tier::province;
    EXPECT_EQ(free_devices({other}, wanted).size(), 2U);
    wanted.tier = Tier::central;
    EXPECT_EQ(free_devices({other}, wanted), devices_);
    other.tier = Tier::central;
    other.state = SessionState::ended;
    wanted.tier = Tier::commune;
    EXPECT_EQ(free_devices({other}, wanted), devices_);
}

} // namespace
} // namespace live
