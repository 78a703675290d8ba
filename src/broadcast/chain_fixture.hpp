#pragma once

#include "broadcast/device_words.hpp"
#include "broadcast/issuing_key.hpp"
#include "broadcast/order_commands.hpp"
#include "broadcast/play_guard.hpp"
#include "broadcast/refresh_programmes.hpp"
#include "broadcast/run_list.hpp"
#include "broadcast/send_commands.hpp"
#include "broadcast/take_messages.hpp"
#include "broadcast/watch_devices.hpp"
#include "crypto/digest.hpp"
#include "device_protocol/acceptance.hpp"
#include "device_protocol/signed_message.hpp"
#include "devices/device_record.hpp"
#include "devices/manage_devices.hpp"
#include "http/event_hub.hpp"
#include "mqtt/memory_broker.hpp"
#include "testing/manual_clock.hpp"
#include "testing/seeded_random.hpp"
#include "testing/temporary_database.hpp"

#include <algorithm>

#include <gtest/gtest.h>

/// A server's steps and a device made by hand, with the memory broker between them.
namespace broadcast {

using namespace std::chrono_literals;
using device_protocol::AckState;
using device_protocol::Channel;
using testing_support::Engine;

class CountingHub final : public http::EventHub {
public:
    void publish(std::string_view, std::string_view event, std::string_view) override {
        told.emplace_back(event);
    }
    std::vector<std::string> told;
};

class OpenGuard final : public PlayGuard {
public:
    base::Result<PlayableBulletin> find_playable(const content::BulletinId& bulletin,
                                                 base::Instant) override {
        return PlayableBulletin{.id = bulletin,
                                .title = "Lịch tiêm chủng",
                                .class_ = class_,
                                .area = area::AreaPath({"91", "31069"}),
                                .items = {{.sha256 = crypto::sha256("a"),
                                           .size = 1000,
                                           .duration_ms = 10'000,
                                           .kind = "speech"}}};
    }
    base::Result<void> may_sound(const area::AreaPath&, device_protocol::BroadcastClass,
                                 base::Instant, std::int64_t) override {
        return quiet_
                   ? base::Result<void>(base::fail(base::Fault::conflict, "schedule.quiet", "", ""))
                   : base::Result<void>();
    }
    base::Result<std::vector<device_protocol::QuietHours>> quiet_hours(const area::AreaPath&,
                                                                       base::Instant) override {
        return std::vector<device_protocol::QuietHours>{{.from = {21 * 3600}, .to = {5 * 3600}}};
    }
    device_protocol::BroadcastClass class_ = device_protocol::BroadcastClass::ordinary;
    bool quiet_ = false;
};

/// A plan that tests fill; every change counts one up.
class FakePlan final : public schedule::PlannedRunQueries {
public:
    base::Result<std::vector<schedule::ChangeCursor>>
    changed_devices(const schedule::ChangeCursor& after, std::size_t) override {
        std::vector<schedule::ChangeCursor> changed;
        for (const schedule::ChangeCursor& change : changes) {
            if (change > after) {
                changed.push_back(change);
            }
        }
        return changed;
    }
    base::Result<std::vector<schedule::PlannedRun>>
    runs_for_device(const DeviceId& device, base::Instant from, base::Instant to) override {
        std::vector<schedule::PlannedRun> found;
        for (const schedule::PlannedRun& run : runs[device]) {
            if (run.at >= from && run.at < to) {
                found.push_back(run);
            }
        }
        return found;
    }
    base::Result<std::optional<schedule::PlannedRun>> find_run(const RunId&) override {
        return std::optional<schedule::PlannedRun>();
    }
    base::Result<std::vector<schedule::Placement>> devices_of(const RunId&) override {
        return std::vector<schedule::Placement>();
    }
    std::map<DeviceId, std::vector<schedule::PlannedRun>> runs;
    std::vector<schedule::ChangeCursor> changes;
};

/// Connects and subscribes by itself, and keeps what came.
class Ears final : public mqtt::Listener {
public:
    explicit Ears(std::string client_id) : client_id_(std::move(client_id)) {}
    mqtt::Attempt next_attempt(mqtt::End) override {
        return {.options = {.host = "memory", .client_id = client_id_}};
    }
    void connected() override { ASSERT_TRUE(client->subscribe(subscriptions).has_value()); }
    void disconnected(mqtt::End) override {}
    void received(const mqtt::Message& message) override { heard.push_back(message); }
    void handed_over(int) override {}
    mqtt::Client* client = nullptr;
    std::vector<mqtt::Subscription> subscriptions;
    std::vector<mqtt::Message> heard;

private:
    std::string client_id_;
};

class Chain : public testing::TestWithParam<Engine> {
protected:
    void SetUp() override {
        if (const auto why = testing_support::why_missing(GetParam())) {
            GTEST_SKIP() << *why;
        }
        temporary_.emplace(GetParam());
        desk_.emplace(BroadcastDesk{.database = temporary_->database(),
                                    .clock = clock_,
                                    .random = random_,
                                    .events = hub_,
                                    .guard = guard_,
                                    .issuing_key = key_,
                                    .node = "node-1"});
        actor_.user = rights::UserId::make(clock_.now(), random_);
        actor_.grants = {{rights::Role::operator_, area::AreaPath({"91", "31069"})},
                         {rights::Role::technician, area::AreaPath({"91", "31069"})},
                         {rights::Role::emergency_issuer, area::AreaPath({"91", "31069"})}};
        device_ = add_claimed("S-1");
        server_ = connect(server_ears_, server_subscriptions());
        std::vector<mqtt::Subscription> own;
        for (const Channel channel : {Channel::cmd, Channel::srv, Channel::des}) {
            own.push_back({device_protocol::device_topic(base::to_text(device_), channel),
                           mqtt::Qos::at_least_once});
        }
        field_ = connect(field_ears_, std::move(own));
    }

    std::unique_ptr<mqtt::Client> connect(Ears& ears,
                                          std::vector<mqtt::Subscription> subscriptions) {
        auto client = broker_.make_client();
        ears.client = client.get();
        ears.subscriptions = std::move(subscriptions);
        client->start(ears);
        broker_.run();
        return client;
    }

    DeviceId add_claimed(const std::string& serial) {
        devices::DeviceDetails details{
            .name = serial, .serial = serial, .area = area::AreaPath({"91", "31069"})};
        devices::Device device =
            devices::register_device(DeviceId::make(clock_.now(), random_), details, clock_.now())
                .value();
        device = devices::claim(device, clock_.now()).value();
        temporary_->database()
            .write([&](storage::Transaction& transaction) -> base::Result<void> {
                devices::insert_device(transaction, device);
                return {};
            })
            .value();
        return device.id;
    }

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
    void hello(std::int64_t inc = 1) {
        say(Channel::hello, device_protocol::Hello{.device = base::to_text(device_),
                                                   .inc = inc,
                                                   .serial = "S-1",
                                                   .model = "virtual",
                                                   .firmware = "0.1",
                                                   .levels = {"core"},
                                                   .capabilities = {.codecs = {"opus"}},
                                                   .desired_version = desired_version_,
                                                   .manifest_version = manifest_version_});
    }
    void ack(const CommandId& cid, AckState state, std::int64_t inc = 1) {
        say(Channel::ack, device_protocol::Acknowledgement{
                              .inc = inc, .cid = cid, .st = state, .at = clock_.now()});
    }
    device_protocol::PlayedProof proof_of(const RunId& run, base::Instant at) {
        return {.run = run,
                .planned_at = at,
                .started_at = at,
                .ended_at = at + 10s,
                .ms_planned = 10'000,
                .ms_played = 10'000,
                .parts = {{.at = at, .position_ms = 0, .ms = 10'000}},
                .volume_percent = 70};
    }
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
    void listen() {
        broker_.run();
        const auto batch = std::exchange(server_ears_.heard, {});
        auto answers = take_messages(*desk_, batch);
        ASSERT_TRUE(answers.has_value()) << answers.error().message.en;
        for (const auto& answer : *answers) {
            (void)server_->publish(answer);
        }
        broker_.run();
    }
    void send() {
        ASSERT_TRUE(send_commands(*desk_, *server_).has_value());
        broker_.run();
    }
    void refresh() {
        const auto refreshed = refresh_programmes(*desk_, plan_);
        ASSERT_TRUE(refreshed.has_value()) << refreshed.error().message.en;
        ASSERT_TRUE(announce_programmes(*desk_, *server_).has_value());
        broker_.run();
    }
    std::size_t heard(Channel channel) {
        const auto topic = device_protocol::device_topic(base::to_text(device_), channel);
        return static_cast<std::size_t>(
            std::ranges::count(field_ears_.heard, topic, &mqtt::Message::topic));
    }
    device_protocol::ServerAnswer last_answer() {
        const auto topic = device_protocol::device_topic(base::to_text(device_), Channel::srv);
        device_protocol::ServerAnswer answer;
        for (const auto& message : field_ears_.heard) {
            if (message.topic == topic) {
                answer =
                    device_protocol::read_message<device_protocol::ServerAnswer>(message.payload)
                        .value();
            }
        }
        return answer;
    }
    std::vector<device_protocol::Command> commands() {
        const auto issuer = describe_issuer(key_, device_protocol::Tier::commune);
        std::vector<device_protocol::Command> found;
        for (const auto& message : field_ears_.heard) {
            if (const auto order = device_protocol::open_command(message.payload, {issuer})) {
                found.push_back(order->message);
            }
        }
        return found;
    }
    Ordered play() {
        auto ordered = order_play(*desk_, actor_,
                                  {.bulletin = content::BulletinId::make(clock_.now(), random_),
                                   .targets = {.devices = {device_}}});
        EXPECT_TRUE(ordered.has_value()) << ordered.error().message.en;
        return *ordered;
    }
    Delivery delivery(const std::string& subject) {
        return temporary_->database()
            .read([&](storage::Connection& connection) -> base::Result<Delivery> {
                auto row = find_delivery(connection, subject, device_);
                if (!row) {
                    return base::fail(base::Fault::not_found, "test", "", "");
                }
                return row->delivery;
            })
            .value();
    }
    DeliveryState state(const Ordered& ordered) {
        return delivery(base::to_text(ordered.command.id)).state;
    }
    devices::Condition condition() {
        return temporary_->database()
            .read([&](storage::Connection& connection) -> base::Result<devices::Condition> {
                return devices::assess(devices::load_presences(connection, {device_}).front(),
                                       devices::DeviceState::claimed, clock_.now());
            })
            .value();
    }
    schedule::PlannedRun planned(base::Instant at) {
        return {
            .id = RunId::make(at, random_),
            .title = "Bản tin sáng",
            .area = area::AreaPath({"91", "31069"}),
            .nominal_at = at,
            .at = at,
            .not_after = at + 60s,
            .duration_ms = 10'000,
            .items = {{.sha256 = crypto::sha256("b"), .size_bytes = 10, .duration_ms = 10'000}}};
    }

    testing_support::ManualClock clock_{base::Instant{1'780'272'000'000}};
    testing_support::SeededRandom random_{3};
    CountingHub hub_;
    OpenGuard guard_;
    FakePlan plan_;
    crypto::KeyPair key_ = crypto::KeyPair::generate(random_);
    std::optional<testing_support::TemporaryDatabase> temporary_;
    std::optional<BroadcastDesk> desk_;
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
