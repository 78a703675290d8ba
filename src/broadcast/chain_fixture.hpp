#pragma once

#include "broadcast/chain_doubles_fixture.hpp"
#include "broadcast/desk_fixture.hpp"
#include "broadcast/order_commands.hpp"
#include "broadcast/refresh_programmes.hpp"
#include "broadcast/send_commands.hpp"
#include "broadcast/take_messages.hpp"
#include "device_protocol/messages_json.hpp"
#include "device_protocol/topics.hpp"
#include "devices/presence.hpp"
#include "mqtt/memory_broker.hpp"
#include "schedule/planned_runs_memory.hpp"

#include <algorithm>

namespace broadcast {

using device_protocol::AckState;
using device_protocol::Channel;
using testing_support::Engine;

/// A server's steps and a device made by hand, with the memory broker between them.
class Chain : public DeskTest {
protected:
    void SetUp() override;

    std::unique_ptr<mqtt::Client> connect(Ears& ears,
                                          std::vector<mqtt::Subscription> subscriptions);

    // --- the device's voice
    template <class Message>
    void say(Channel channel, const Message& message) {
        ASSERT_TRUE(
            field_
                ->publish({.topic = device_protocol::device_topic(base::to_text(device_), channel),
                           .payload = device_protocol::write_message(message),
                           .qos = mqtt::Qos::at_least_once})
                .has_value());
        listen();
    }
    void hello(std::int64_t inc = 1);
    void ack(const CommandId& cid, AckState state, std::int64_t inc = 1) {
        say(Channel::ack, device_protocol::Acknowledgement{
                              .inc = inc, .cid = cid, .st = state, .at = clock_.now()});
    }
    device_protocol::PlayedProof proof_of(const RunId& run, base::Instant at);
    void events(std::int64_t first, const std::vector<device_protocol::PlayedProof>& proofs,
                std::int64_t epoch = 5) {
        device_protocol::EventBatch batch{.inc = 1, .epoch = epoch};
        for (const auto& proof : proofs) {
            batch.events.push_back(
                {.n = first++, .at = clock_.now(), .kind = "played", .played = proof});
        }
        say(Channel::evt, batch);
    }

    // --- the server's ears and hands
    void listen();
    void send() {
        ASSERT_TRUE(send_to_groups(*broadcast_, *server_).has_value());
        ASSERT_TRUE(send_commands(*broadcast_, *server_, clock_.now()).has_value());
        broker_.run();
    }
    void refresh() {
        const auto refreshed = refresh_programmes(*broadcast_, plan_);
        ASSERT_TRUE(refreshed.has_value()) << refreshed.error().message.en;
        ASSERT_TRUE(announce_programmes(*broadcast_, *server_).has_value());
        broker_.run();
    }
    std::size_t heard(Channel channel) {
        const auto topic = device_protocol::device_topic(base::to_text(device_), channel);
        return static_cast<std::size_t>(
            std::ranges::count(field_ears_.heard, topic, &mqtt::Message::topic));
    }
    device_protocol::ServerAnswer last_answer();
    std::vector<device_protocol::Command> commands();
    /// What the server published below this topic, in order.
    std::vector<mqtt::Message> published(std::string_view topic);
    Ordered play();
    Delivery delivery(const std::string& subject);
    DeliveryState state(const Ordered& ordered) {
        return delivery(base::to_text(ordered.command.id)).state;
    }
    devices::Condition condition();
    schedule::PlannedRun planned(base::Instant at);

    schedule::MemoryPlannedRuns plan_;
    rights::Actor actor_;
    mqtt::MemoryBroker broker_;
    Ears server_ears_{"server"};
    Ears field_ears_{"device"};
    std::unique_ptr<mqtt::Client> server_;
    std::unique_ptr<mqtt::Client> field_;
    DeviceId device_;
    std::int64_t desired_version_ = 0;
    std::int64_t manifest_version_ = 0;
};

} // namespace broadcast
