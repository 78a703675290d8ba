// Goal: a planned relay waits beside the programme of a device, never in it, until a live session
// sounds it; what became of it is answered from rows. Method: as in chain_why_test.cpp.
#include "broadcast/chain_fixture.hpp"
#include "broadcast/manifest.hpp"
#include "broadcast/waiting_relay.hpp"
#include "broadcast/why_record.hpp"
#include "devices/device_record.hpp"

namespace broadcast {

namespace {

using namespace std::chrono_literals;

class WaitingRelays : public Chain {
protected:
    void SetUp() override {
        Chain::SetUp();
        if (IsSkipped()) {
            return;
        }
        relay_ = planned(clock_.now() + 30min);
        relay_.items = {{.duration_ms = 600'000,
                         .kind = schedule::ItemKind::relay,
                         .station = relay::StationId::make(clock_.now(), random_),
                         .title = "Đài TNVN"}};
        relay_.duration_ms = 600'000;
        relay_.not_after = relay_.at + base::Millis(600'000);
        publish({relay_});
    }
    void publish(std::vector<schedule::PlannedRun> runs) {
        plan_.publish(device_, std::move(runs), ++change_, clock_.now());
        refresh();
    }
    template <class Answer>
    Answer read(std::function<Answer(storage::Connection&)> ask) {
        return temporary_->database()
            .read([&](storage::Connection& connection) -> base::Result<Answer> {
                return ask(connection);
            })
            .value();
    }
    void write(const std::function<void(storage::Transaction&)>& change) {
        temporary_->database()
            .write([&](storage::Transaction& transaction) -> base::Result<void> {
                change(transaction);
                return {};
            })
            .value();
    }
    std::vector<WaitingRelay> waiting(base::Instant now) {
        return read<std::vector<WaitingRelay>>(
            [&](storage::Connection& connection) { return waiting_relays(connection, now); });
    }
    WhyCode why() {
        return read<WhyCode>([&](storage::Connection& connection) {
            const auto device = devices::find_device(connection, device_);
            const auto facts = facts_about(connection, *device, {relay_.at, {}}, clock_.now());
            return explain(facts.front()).code;
        });
    }
    bool is_known() {
        return read<bool>([&](storage::Connection& connection) {
            return find_run(connection, relay_.id).has_value();
        });
    }

    schedule::PlannedRun relay_;
    std::int64_t change_ = 0;
};

INSTANTIATE_TEST_SUITE_P(Engines, WaitingRelays, testing::ValuesIn(testing_support::engines()),
                         testing::PrintToStringParamName());

TEST_P(WaitingRelays, it_waits_for_its_time_and_is_not_in_the_programme_of_the_device) {
    EXPECT_TRUE(manifest_runs({relay_}).empty());
    EXPECT_TRUE(waiting(relay_.at - base::Millis(1)).empty());
    const auto due = waiting(relay_.at);
    ASSERT_EQ(due.size(), 1U);
    EXPECT_EQ(due[0].run.station, base::to_text(*relay_.items[0].station));
    EXPECT_EQ(due[0].devices,
              (std::vector{WaitingDevice{device_, relay_.at, relay_.not_after, ""}}));
    EXPECT_EQ(why(), WhyCode::pending);
    EXPECT_EQ(delivery(base::to_text(relay_.id)).state, DeliveryState::planned)
        << "no device is told of it beforehand";
}

TEST_P(WaitingRelays, one_that_is_taken_out_of_the_plan_waits_no_more) {
    publish({});
    EXPECT_TRUE(waiting(relay_.at).empty());
    EXPECT_EQ(why(), WhyCode::replanned);
}

TEST_P(WaitingRelays, one_that_was_moved_waits_for_its_new_time) {
    relay_.at = relay_.at + base::Millis(5min);
    relay_.duration_ms -= 300'000;
    publish({relay_});
    EXPECT_TRUE(waiting(relay_.at - base::Millis(1)).empty());
    EXPECT_EQ(waiting(relay_.at).at(0).devices.at(0).until, relay_.not_after);
}

TEST_P(WaitingRelays, what_a_live_session_sounds_is_not_listed_twice) {
    write([&](storage::Transaction& transaction) {
        EXPECT_EQ(still_waiting(transaction, relay_.id, {device_}), std::vector{device_});
        begin_waiting_relay(transaction, relay_.id, {device_});
        EXPECT_TRUE(still_waiting(transaction, relay_.id, {device_}).empty());
    });
    EXPECT_TRUE(waiting(relay_.at).empty());
    EXPECT_FALSE(is_known());
}

TEST_P(WaitingRelays, what_kept_it_from_beginning_is_told_when_it_is_over) {
    write([&](storage::Transaction& transaction) {
        hold_relay_back(transaction, relay_.id, {device_}, WhyCode::preempted);
    });
    EXPECT_EQ(waiting(relay_.at).at(0).devices.at(0).code, "preempted");
    clock_.set(relay_.not_after);
    write([&](storage::Transaction& transaction) {
        miss_waiting_relay(transaction, relay_.id, {device_}, WhyCode::preempted, clock_.now());
    });
    EXPECT_TRUE(waiting(relay_.not_after).empty());
    EXPECT_EQ(why(), WhyCode::preempted);
    EXPECT_TRUE(is_known());
}

} // namespace
} // namespace broadcast
