// Goal: a command for many devices is signed and published once per group, and each device's row is
// still the truth: who does not answer gets it again by its own topic. Method: as chain_test.cpp.
#include "broadcast/chain_fixture.hpp"
#include "broadcast/delivery_record.hpp"
#include "broadcast/order_sound.hpp"
#include "broadcast/watch_devices.hpp"
#include "device_protocol/acceptance.hpp"
#include "device_protocol/signed_message.hpp"

namespace broadcast {

namespace {

using namespace std::chrono_literals;

class GroupChain : public Chain {
protected:
    void SetUp() override {
        Chain::SetUp();
        if (!IsSkipped()) {
            other_ = add_claimed("S-2");
        }
    }
    Ordered play_everywhere() {
        auto ordered = order_play(*broadcast_, actor_,
                                  {.bulletin = content::BulletinId::make(clock_.now(), random_),
                                   .targets = {.areas = {area::AreaPath({"91", "31069"})}}});
        EXPECT_TRUE(ordered.has_value()) << ordered.error().message.en;
        return *ordered;
    }
    device_protocol::Command opened(const mqtt::Message& message) {
        return device_protocol::open_command(
                   message.payload, {describe_issuer(key_, device_protocol::Tier::commune)})
            .value()
            .message;
    }
    static constexpr std::string_view group_topic = "lb/1/g/a-31069/cmd";
    DeviceId other_;
};

TEST_P(GroupChain, a_command_for_a_commune_is_published_once_and_watched_per_device) {
    const Ordered ordered = play_everywhere();
    EXPECT_EQ(ordered.targets, 2U);
    send();
    const auto sent = published(group_topic);
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_TRUE(commands().empty()) << "nothing goes to single devices";
    const device_protocol::Command command = opened(sent.front());
    EXPECT_EQ(command.cid, ordered.command.id);
    const auto verdict = device_protocol::judge_command(
        {.message = command, .issuer = describe_issuer(key_, device_protocol::Tier::commune)}, {},
        {.device = base::to_text(device_),
         .groups = {"a-91", "a-31069"},
         .now = clock_.now(),
         .clock_known = true});
    EXPECT_EQ(verdict.state, AckState::received) << verdict.code;
    EXPECT_EQ(state(ordered), DeliveryState::sent);
    ack(command.cid, AckState::received);
    EXPECT_EQ(state(ordered), DeliveryState::received);
    send();
    EXPECT_EQ(published(group_topic).size(), 1U);
}

TEST_P(GroupChain, who_is_silent_gets_the_same_command_alone) {
    const Ordered ordered = play_everywhere();
    send();
    clock_.advance(second_send_after);
    send();
    EXPECT_EQ(published(group_topic).size(), 1U);
    const auto alone = commands();
    ASSERT_EQ(alone.size(), 1U);
    EXPECT_EQ(alone.front().cid, ordered.command.id);
    EXPECT_EQ(alone.front().target.device, base::to_text(device_));
    EXPECT_GT(alone.front().seq, opened(published(group_topic).front()).seq);
    EXPECT_EQ(alone.front().play->run, ordered.run->id);
    const auto topic = device_protocol::device_topic(base::to_text(other_), Channel::cmd);
    EXPECT_EQ(published(topic).size(), 1U);
    ack(ordered.command.id, AckState::duplicate);
    clock_.advance(third_send_after);
    send();
    EXPECT_EQ(commands().size(), 1U) << "who answered is left alone";
    EXPECT_EQ(published(topic).size(), 2U);
}

TEST_P(GroupChain, what_many_say_of_one_command_in_one_batch_is_stored_of_each) {
    std::vector<DeviceId> devices{device_, other_};
    for (int i = 0; i < 40; ++i) {
        devices.push_back(add_claimed("M-" + std::to_string(i)));
    }
    const Ordered ordered = play_everywhere();
    send();
    std::vector<mqtt::Message> batch;
    const auto say_of = [&](const DeviceId& device, AckState state) {
        batch.push_back(
            {.topic = device_protocol::device_topic(base::to_text(device), Channel::ack),
             .payload = device_protocol::write_message(device_protocol::Acknowledgement{
                 .inc = 1, .cid = ordered.command.id, .st = state, .at = clock_.now()}),
             .qos = mqtt::Qos::at_least_once});
    };
    for (const DeviceId& device : devices) {
        say_of(device, AckState::received);
    }
    for (const DeviceId& device : devices) {
        if (device != other_) {
            say_of(device, AckState::started);
        }
    }
    ASSERT_TRUE(take_messages(*broadcast_, hear(batch)).has_value());
    const auto stored =
        temporary_->database()
            .read([&](storage::Connection& connection) -> base::Result<std::vector<Delivery>> {
                return deliveries_of(connection, base::to_text(ordered.command.id));
            })
            .value();
    ASSERT_EQ(stored.size(), devices.size());
    for (const Delivery& delivery : stored) {
        EXPECT_EQ(delivery.received_at, clock_.now());
        EXPECT_EQ(delivery.state,
                  delivery.device == other_ ? DeliveryState::received : DeliveryState::playing);
    }
}

TEST_P(GroupChain, nothing_is_sent_again_while_answers_wait_unread) {
    const Ordered ordered = play_everywhere();
    send();
    const base::Instant sent_at = clock_.now();
    clock_.advance(second_send_after + 5s);
    // The acknowledgement came a second after the publish and still waits for the database.
    ASSERT_EQ(send_commands(*broadcast_, *server_, sent_at + 1s), 0U);
    broker_.run();
    EXPECT_TRUE(commands().empty());
    ack(ordered.command.id, AckState::received);
    ASSERT_EQ(send_commands(*broadcast_, *server_, clock_.now()), 1U) << "the other one was silent";
    broker_.run();
    EXPECT_TRUE(commands().empty()) << "who answered is left alone";
}

TEST_P(GroupChain, what_is_sent_for_the_first_time_does_not_wait_for_unread_answers) {
    const Ordered ordered = play_everywhere();
    send();
    clock_.advance(1s);
    hello();
    ASSERT_EQ(send_commands(*broadcast_, *server_, clock_.now() - 1h), 1U);
    broker_.run();
    ASSERT_EQ(commands().size(), 1U);
    EXPECT_EQ(commands().front().cid, ordered.command.id);
}

TEST_P(GroupChain, a_device_that_says_hello_before_the_publish_is_served_alone) {
    const Ordered ordered = play_everywhere();
    hello();
    ASSERT_TRUE(send_commands(*broadcast_, *server_, clock_.now()).has_value());
    broker_.run();
    ASSERT_EQ(commands().size(), 1U);
    EXPECT_EQ(commands().front().cid, ordered.command.id);
}

TEST_P(GroupChain, a_stopped_run_is_not_sent_to_whoever_has_not_stored_it) {
    const Ordered ordered = play_everywhere();
    send();
    ASSERT_TRUE(
        order_stop(*broadcast_, actor_, {.run = ordered.run->id, .reason = "nhầm"}).has_value());
    EXPECT_EQ(state(ordered), DeliveryState::expired);
    EXPECT_EQ(delivery(base::to_text(ordered.command.id)).code, "recalled");
    hello();
    send();
    for (const auto& command : commands()) {
        EXPECT_EQ(command.op, device_protocol::op_stop);
    }
    EXPECT_EQ(published(group_topic).size(), 2U) << "the play and its stop";
}

TEST_P(GroupChain, what_sounds_of_a_withdrawn_bulletin_is_stopped_once) {
    const auto bulletin = content::BulletinId::make(clock_.now(), random_);
    const auto ordered = order_play(
        *broadcast_, actor_, {.bulletin = bulletin, .targets = {.devices = {device_, other_}}});
    ASSERT_TRUE(ordered.has_value());
    send();
    EXPECT_EQ(stop_withdrawn(*broadcast_, content::BulletinId::make(clock_.now(), random_)), 0U);
    EXPECT_EQ(stop_withdrawn(*broadcast_, bulletin), 1U);
    EXPECT_EQ(stop_withdrawn(*broadcast_, bulletin), 0U) << "the stop is under way already";
    send();
    const auto sent = published(group_topic);
    ASSERT_EQ(sent.size(), 2U);
    EXPECT_EQ(opened(sent.back()).op, device_protocol::op_stop);
    EXPECT_EQ(opened(sent.back()).stop->run, ordered->run->id);
}

TEST_P(GroupChain, what_is_over_is_not_stopped) {
    const auto bulletin = content::BulletinId::make(clock_.now(), random_);
    ASSERT_TRUE(order_play(*broadcast_, actor_,
                           {.bulletin = bulletin, .targets = {.devices = {device_, other_}}})
                    .has_value());
    clock_.advance(lead_time + 11s);
    EXPECT_EQ(stop_withdrawn(*broadcast_, bulletin), 0U);
}

TEST_P(GroupChain, a_broker_that_is_away_keeps_the_publish_for_later) {
    const Ordered ordered = play_everywhere();
    broker_.refuse_connections(mqtt::End::unavailable);
    broker_.break_connections();
    send();
    EXPECT_EQ(state(ordered), DeliveryState::planned);
    broker_.refuse_connections(std::nullopt);
    broker_.run();
    send();
    EXPECT_EQ(state(ordered), DeliveryState::sent);
    EXPECT_EQ(published(group_topic).size(), 1U);
}

TEST_P(GroupChain, a_server_that_comes_back_asks_everybody_once_what_they_have) {
    ASSERT_TRUE(ask_for_reports(*broadcast_, *server_).has_value());
    broker_.run();
    const auto asked = published("lb/1/g/a-91/cmd");
    ASSERT_EQ(asked.size(), 1U);
    const device_protocol::Command command = opened(asked.front());
    EXPECT_EQ(command.op, device_protocol::op_report);
    EXPECT_EQ(command.report->spread_ms, 200);
    const auto verdict = device_protocol::judge_command(
        {.message = command, .issuer = describe_issuer(key_, device_protocol::Tier::commune)}, {},
        {.device = base::to_text(device_),
         .groups = {"a-91", "a-31069"},
         .now = clock_.now(),
         .clock_known = true});
    EXPECT_EQ(verdict.state, AckState::received) << verdict.code;
}

TEST(Reports, a_fleet_answers_over_a_time_that_grows_with_it) {
    EXPECT_EQ(report_spread(3), 200ms);
    EXPECT_EQ(report_spread(10'000), 20s);
    EXPECT_EQ(report_spread(1'000'000), 60s);
}

INSTANTIATE_TEST_SUITE_P(Engines, GroupChain, testing::ValuesIn(testing_support::engines()));

} // namespace

} // namespace broadcast
