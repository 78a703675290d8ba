// Goal: devices are told of a live session, some of them are told to stop, and nobody begins one
// that is over. Method: as chain_test.cpp.
#include "broadcast/chain_fixture.hpp"
#include "broadcast/order_sound.hpp"
#include "device_protocol/signed_message.hpp"

namespace broadcast {

namespace {

using namespace std::chrono_literals;

class LiveOrders : public Chain {
protected:
    void SetUp() override {
        Chain::SetUp();
        if (!IsSkipped()) {
            other_ = add_claimed("S-2");
        }
    }
    Ordered order(std::vector<DeviceId> devices) {
        return broadcast_->database
            .write([&](storage::Transaction& transaction) {
                return store_live(*broadcast_, transaction, actor_,
                                  {.session = "0197b2c4-1a00-7000-8000-0000000000f1",
                                   .title = "Họp dân",
                                   .devices = devices,
                                   .until = clock_.now() + 30min,
                                   .volume_percent = 60});
            })
            .value();
    }
    void stop_on(const RunId& run, std::vector<DeviceId> devices) {
        const auto stopped = broadcast_->database.write([&](storage::Transaction& transaction) {
            return store_stop_on(*broadcast_, transaction, actor_, run, devices, "Sở phát");
        });
        ASSERT_TRUE(stopped.has_value()) << stopped.error().message.en;
    }
    void close(const RunId& run) {
        broadcast_->database
            .write([&](storage::Transaction& transaction) -> base::Result<void> {
                close_live(transaction, run, clock_.now());
                return {};
            })
            .value();
    }
    DeviceId other_;
};

INSTANTIATE_TEST_SUITE_P(Engines, LiveOrders, testing::Values(Engine::sqlite, Engine::postgres),
                         testing::PrintToStringParamName());

TEST_P(LiveOrders, a_device_is_told_the_session_until_its_limit) {
    hello();
    const Ordered ordered = order({device_});
    EXPECT_EQ(ordered.command.op, "play") << "to people it is a play command";
    send();
    ASSERT_EQ(commands().size(), 1U);
    const auto command = commands().front();
    EXPECT_EQ(command.op, device_protocol::op_live);
    EXPECT_EQ(command.expires_at, clock_.now() + 30min);
    ASSERT_TRUE(command.live.has_value());
    EXPECT_EQ(command.live->run, ordered.run->id);
    EXPECT_EQ(command.live->session, "0197b2c4-1a00-7000-8000-0000000000f1");
    EXPECT_EQ(command.live->volume_percent, 60);
    EXPECT_EQ(delivery(base::to_text(ordered.command.id)).ms_planned, 0) << "nobody knows";
}

TEST_P(LiveOrders, many_devices_are_told_by_one_message_to_their_group) {
    order({device_, other_});
    send();
    EXPECT_EQ(published("lb/1/g/a-31069/cmd").size(), 1U);
    EXPECT_EQ(heard(Channel::cmd), 0U);
}

TEST_P(LiveOrders, a_stop_reaches_only_the_devices_that_it_names) {
    const Ordered ordered = order({device_, other_});
    send();
    stop_on(ordered.run->id, {device_});
    send();
    const auto told = commands();
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told.front().op, device_protocol::op_stop);
    EXPECT_EQ(told.front().stop->run, ordered.run->id);
    const auto rows =
        broadcast_->database
            .read([&](storage::Connection& connection) -> base::Result<storage::Rows> {
                return connection.query("select subject from delivery where device = $1", {other_});
            })
            .value();
    EXPECT_EQ(rows.size(), 1U) << "the other goes on";
    stop_on(ordered.run->id, {});
}

TEST_P(LiveOrders, nobody_is_told_of_a_session_that_is_over) {
    const Ordered ordered = order({device_});
    clock_.advance(5min);
    close(ordered.run->id);
    const std::string subject = base::to_text(ordered.command.id);
    EXPECT_EQ(delivery(subject).state, DeliveryState::expired);
    send();
    EXPECT_TRUE(commands().empty());
    const auto run = broadcast_->database
                         .read([&](storage::Connection& connection)
                                   -> base::Result<std::optional<broadcast::Run>> {
                             return find_run(connection, ordered.run->id);
                         })
                         .value();
    EXPECT_EQ(run->duration_ms, 300'000) << "the run is as long as it was";
}

TEST_P(LiveOrders, who_sounds_it_when_it_ends_may_still_prove_it) {
    hello();
    const Ordered ordered = order({device_});
    send();
    ack(ordered.command.id, AckState::received);
    ack(ordered.command.id, AckState::started);
    clock_.advance(5min);
    close(ordered.run->id);
    EXPECT_EQ(state(ordered), DeliveryState::playing);
    ack(ordered.command.id, AckState::done);
    EXPECT_EQ(state(ordered), DeliveryState::done);
}

} // namespace

} // namespace broadcast
