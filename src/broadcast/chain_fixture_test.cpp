#include "broadcast/chain_fixture.hpp"

#include "device_protocol/signed_message.hpp"
#include "devices/device_record.hpp"

namespace broadcast {

using namespace std::chrono_literals;

void Chain::SetUp() {
    DeskTest::SetUp();
    if (IsSkipped()) {
        return;
    }
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

std::unique_ptr<mqtt::Client> Chain::connect(Ears& ears,
                                             std::vector<mqtt::Subscription> subscriptions) {
    auto client = broker_.make_client();
    ears.client = client.get();
    ears.subscriptions = std::move(subscriptions);
    client->start(ears);
    broker_.run();
    return client;
}

void Chain::hello(std::int64_t inc) {
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

device_protocol::PlayedProof Chain::proof_of(const RunId& run, base::Instant at) {
    return {.run = run,
            .planned_at = at,
            .started_at = at,
            .ended_at = at + 10s,
            .ms_planned = 10'000,
            .ms_played = 10'000,
            .parts = {{.at = at, .position_ms = 0, .ms = 10'000}},
            .volume_percent = 70};
}

void Chain::listen() {
    broker_.run();
    const auto batch = std::exchange(server_ears_.heard, {});
    auto answers = take_messages(*broadcast_, hear(batch));
    ASSERT_TRUE(answers.has_value()) << answers.error().message.en;
    for (const auto& answer : *answers) {
        (void)server_->publish(answer);
    }
    broker_.run();
}

device_protocol::ServerAnswer Chain::last_answer() {
    const auto topic = device_protocol::device_topic(base::to_text(device_), Channel::srv);
    device_protocol::ServerAnswer answer;
    for (const auto& message : field_ears_.heard) {
        if (message.topic == topic) {
            answer = device_protocol::read_message<device_protocol::ServerAnswer>(message.payload)
                         .value();
        }
    }
    return answer;
}

std::vector<device_protocol::Command> Chain::commands() {
    const auto issuer = describe_issuer(key_, device_protocol::Tier::commune);
    std::vector<device_protocol::Command> found;
    for (const auto& message : field_ears_.heard) {
        if (const auto order = device_protocol::open_command(message.payload, {issuer})) {
            found.push_back(order->message);
        }
    }
    return found;
}

std::vector<mqtt::Message> Chain::published(std::string_view topic) {
    std::vector<mqtt::Message> found;
    std::ranges::copy_if(broker_.seen(), std::back_inserter(found),
                         [&](const mqtt::Message& message) { return message.topic == topic; });
    return found;
}

Ordered Chain::play() {
    auto ordered = order_play(*broadcast_, actor_,
                              {.bulletin = content::BulletinId::make(clock_.now(), random_),
                               .targets = {.devices = {device_}}});
    EXPECT_TRUE(ordered.has_value()) << ordered.error().message.en;
    return *ordered;
}

Delivery Chain::delivery(const std::string& subject) {
    return temporary_->database()
        .read([&](storage::Connection& connection) -> base::Result<Delivery> {
            auto row = find_delivery(connection, subject, device_);
            if (!row) {
                return base::fail(base::Fault::not_found, "broadcast.no_delivery", "", "");
            }
            return row->delivery;
        })
        .value();
}

devices::Condition Chain::condition() {
    return temporary_->database()
        .read([&](storage::Connection& connection) -> base::Result<devices::Condition> {
            return devices::assess(devices::load_presences(connection, {device_}).front(),
                                   devices::DeviceState::claimed, clock_.now());
        })
        .value();
}

schedule::PlannedRun Chain::planned(base::Instant at) {
    return {.id = RunId::make(at, random_),
            .title = "Bản tin sáng",
            .area = area::AreaPath({"91", "31069"}),
            .nominal_at = at,
            .at = at,
            .not_after = at + 60s,
            .duration_ms = 10'000,
            .items = {{.sha256 = crypto::sha256("b"), .size_bytes = 10, .duration_ms = 10'000}}};
}

} // namespace broadcast
