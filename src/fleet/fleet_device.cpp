#include "fleet/fleet_device.hpp"

#include "device_protocol/messages_json.hpp"
#include "device_protocol/topics.hpp"

#include <cmath>

namespace fleet {

using device_protocol::Channel;
using device_protocol::ConnectEnd;
using device_protocol::device_topic;
using device_protocol::write_message;
using std::chrono::milliseconds;

namespace {

constexpr std::size_t events_kept = 500;
constexpr std::size_t events_per_batch = 12; ///< of 600 bytes at most, in 8 KiB
constexpr auto resend_after = std::chrono::seconds(30);
constexpr auto stable_after = std::chrono::seconds(60);
constexpr std::uint32_t first_source = 0x7F000002; ///< 127.0.0.2
constexpr std::size_t devices_per_source = 20'000;
constexpr std::string_view firmware = "nguon-fleet 1";

std::int64_t microseconds_since(Steady::time_point begin) {
    return std::chrono::duration_cast<std::chrono::microseconds>(Steady::now() - begin).count();
}

} // namespace

FleetDevice::FleetDevice(World& world, std::size_t number, DeviceIdentity identity)
    : MqttLine(world.loop), world_(world), number_(number), identity_(std::move(identity)),
      faults_(faults_of(world.faults, world.seed, number)), trusted_(world.keys.claimed()) {}

base::Instant FleetDevice::now() const {
    return world_.clock.now() + milliseconds(faults_.clock_offset_ms);
}

std::uint64_t FleetDevice::random() {
    return mix(mix(world_.seed, number_), 1000 + drawn_++);
}

device_protocol::Situation FleetDevice::situation() const {
    return {identity_.device, groups_, now(), true};
}

void FleetDevice::begin(milliseconds wait) {
    loop_.after(wait, [this] { attempt(); });
}

void FleetDevice::attempt() {
    if (in_use() || leaving_) {
        return;
    }
    tried_at_ = Steady::now();
    ++life_;
    // Raised before each attempt (6.1); begins above those of every earlier process.
    inc_ = std::max(inc_ + 1, world_.began_ms);
    Address broker = world_.broker;
    if (broker.ipv4 >> 24U == 127) {
        broker.source_ipv4 =
            first_source + static_cast<std::uint32_t>(number_ / devices_per_source);
    }
    ConnectPacket packet;
    packet.client_id = identity_.device;
    packet.user = identity_.device;
    packet.password = identity_.token;
    packet.keepalive_s = 120;
    packet.will = mqtt::Message{device_topic(identity_.device, Channel::state),
                                write_message(device_protocol::StateNotice{false, inc_}),
                                mqtt::Qos::at_least_once};
    world_.tally.count("attempts");
    open_line(broker, world_.tls, std::move(packet));
}

void FleetDevice::connack(std::uint8_t code) {
    if (code != 0) {
        world_.tally.count("refused_connections");
        close();
        come_back(code == 3 ? ConnectEnd::unavailable : ConnectEnd::not_allowed, 0);
        return;
    }
    ++world_.tally.up;
    world_.tally.connecting.add(microseconds_since(tried_at_));
    up_since_ = Steady::now();
    std::vector<mqtt::Subscription> topics;
    for (const Channel channel : {Channel::srv, Channel::des, Channel::cmd}) {
        topics.push_back({device_topic(identity_.device, channel), mqtt::Qos::at_least_once});
    }
    topics.push_back({std::string(device_protocol::all_command_topic), mqtt::Qos::at_least_once});
    for (const std::string& group : groups_) {
        topics.push_back({device_protocol::group_command_topic(group), mqtt::Qos::at_least_once});
    }
    subscribe(std::move(topics));
    say_hello();
    if (world_.faults.drop > 0) {
        const double minutes = -std::log(1 - share_of(random())) / world_.faults.drop;
        loop_.after(milliseconds(static_cast<std::int64_t>(minutes * 60'000)),
                    [this, life = life_] {
                        if (life == life_ && is_up()) {
                            world_.tally.count("lines_cut");
                            break_line(std::nullopt);
                        }
                    });
    }
}

void FleetDevice::leave_tally() {
    world_.tally.up -= up_since_ != Steady::time_point{} ? 1 : 0;
    world_.tally.welcomed -= welcomed_ ? 1 : 0;
    welcomed_ = false;
}

void FleetDevice::lost() {
    world_.tally.count("lost_lines");
    leave_tally();
    come_back(ConnectEnd::lost, 0);
}

void FleetDevice::come_back(ConnectEnd end, std::int32_t retry_s) {
    const bool held = up_since_ != Steady::time_point{} && Steady::now() - up_since_ > stable_after;
    up_since_ = {};
    failures_ = held ? 0 : failures_ + 1;
    begin(world_.orderly
              ? device_protocol::reconnect_wait(end, std::max(failures_ - 1, 0), retry_s, random())
              : milliseconds(100));
}

void FleetDevice::break_line(std::optional<milliseconds> wait) {
    if (!in_use()) {
        return;
    }
    cut();
    leave_tally();
    if (wait) {
        up_since_ = {};
        begin(*wait);
    } else {
        come_back(ConnectEnd::lost, 0);
    }
}

void FleetDevice::leave() {
    leaving_ = true;
    if (is_up()) {
        say(Channel::state, write_message(device_protocol::StateNotice{false, inc_}),
            mqtt::Qos::at_least_once);
        leave_tally();
        say_goodbye();
    }
}

void FleetDevice::say(Channel channel, std::string payload, mqtt::Qos qos) {
    if (!is_up()) {
        return;
    }
    const bool twice = world_.faults.duplicate > 0 && share_of(random()) < world_.faults.duplicate;
    world_.tally.count("said_" + std::string(device_protocol::to_text(channel)));
    publish({device_topic(identity_.device, channel), std::move(payload), qos}, twice);
}

void FleetDevice::say_hello() {
    device_protocol::Hello hello;
    hello.device = identity_.device;
    hello.inc = inc_;
    hello.boot =
        life_ == 1 ? device_protocol::BootReason::power : device_protocol::BootReason::network;
    hello.serial = identity_.serial;
    hello.model = "nguon-fleet";
    hello.firmware = firmware;
    hello.levels = {"core", "schedule", "keys"};
    hello.capabilities = {{"opus"}, 1, 4096, true};
    hello.clock = {device_protocol::ClockSource::ntp, 5};
    hello.desired_version = desired_version_;
    hello.manifest_version = manifest_version_;
    hello.event_epoch = world_.began_ms;
    hello.event_last = event_last_;
    say(Channel::hello, write_message(hello));
    // Again while no answer comes (6.2).
    const auto wait = milliseconds(5'000 + static_cast<std::int64_t>(random() % 5'000));
    loop_.after(wait, [this, life = life_] {
        if (life == life_ && is_up() && !welcomed_) {
            world_.tally.count("hellos_again");
            say_hello();
        }
    });
}

void FleetDevice::delivered(const PublishPacket& packet) {
    const mqtt::Message& message = packet.message;
    world_.tally.count("heard");
    if (message.topic.ends_with("/cmd")) {
        take_command(message.payload);
    } else if (message.topic.ends_with("/srv")) {
        take_answer(message.payload);
    } else if (message.topic.ends_with("/des")) {
        take_desired(message.payload);
    }
}

void FleetDevice::take_answer(const std::string& payload) {
    const auto answer = device_protocol::read_message<device_protocol::ServerAnswer>(payload);
    if (!answer || answer->inc != inc_) {
        world_.tally.count("answers_ignored");
        return;
    }
    if (answer->status == device_protocol::Welcome::rejected ||
        answer->status == device_protocol::Welcome::busy) {
        world_.tally.count("told_to_wait");
        leave_tally();
        say_goodbye();
        come_back(ConnectEnd::told_to_wait, answer->retry_s);
        return;
    }
    heartbeat_s_ = answer->heartbeat_s;
    ack_spread_ms_ = answer->ack_spread_ms;
    if (answer->event_epoch == world_.began_ms) {
        while (!events_.empty() && events_.front().n <= answer->event_ack) {
            events_.pop_front();
        }
        event_sent_ = std::max(event_sent_, answer->event_ack);
    }
    if (answer->status == device_protocol::Welcome::accepted && !welcomed_) {
        welcome();
    }
}

void FleetDevice::welcome() {
    welcomed_ = true;
    ++world_.tally.welcomed;
    world_.tally.welcoming.add(microseconds_since(tried_at_));
    if (faults_.silent) {
        return;
    }
    say(Channel::state, write_message(device_protocol::StateNotice{true, inc_}),
        mqtt::Qos::at_least_once);
    report();
    beat();
    send_events(true);
}

/// Now, and again as long as this connection lasts.
void FleetDevice::beat() {
    device_protocol::Heartbeat heartbeat;
    heartbeat.inc = inc_;
    heartbeat.at = now();
    heartbeat.clock = {device_protocol::ClockSource::ntp, 5};
    heartbeat.event_last = event_last_;
    heartbeat.manifest_version = manifest_version_;
    heartbeat.volume_percent = 80;
    if (sounding_) {
        heartbeat.playing = sounding_->run;
    }
    heartbeat.uptime_s = (world_.clock.now().ms - world_.began_ms) / 1000;
    heartbeat.store_free_mb = faults_.full ? 12 : 4000;
    heartbeat.memory_kb = 18'000;
    say(Channel::hb, write_message(heartbeat), mqtt::Qos::at_most_once);
    const std::uint64_t number = ++beat_;
    loop_.after(std::chrono::seconds(heartbeat_s_), [this, life = life_, number] {
        if (life == life_ && number == beat_ && welcomed_) {
            beat();
        }
    });
}

void FleetDevice::beat_now() {
    if (welcomed_ && !faults_.silent) {
        beat();
    }
}

void FleetDevice::report() {
    if (!welcomed_ || faults_.silent) {
        return;
    }
    device_protocol::ReportedState reported;
    reported.inc = inc_;
    reported.desired_version = desired_version_;
    reported.manifest_version = manifest_version_;
    reported.media_stored = media_stored_;
    reported.media_missing = media_missing_;
    if (manifest_version_ > 0) {
        reported.manifest_valid_to = manifest_valid_to_;
    }
    say(Channel::rep, write_message(reported));
}

void FleetDevice::note(device_protocol::Event event) {
    event.n = ++event_last_;
    event.at = now();
    events_.push_back(std::move(event));
    while (events_.size() > events_kept) {
        events_.pop_front();
    }
    send_events(false);
}

void FleetDevice::send_events(bool again) {
    if (!welcomed_ || faults_.silent || events_.empty()) {
        return;
    }
    if (again) {
        event_sent_ = events_.front().n - 1;
    }
    while (event_sent_ < event_last_) {
        device_protocol::EventBatch batch;
        batch.inc = inc_;
        batch.epoch = world_.began_ms;
        batch.first_kept = events_.front().n;
        for (const device_protocol::Event& event : events_) {
            if (event.n > event_sent_ && batch.events.size() < events_per_batch) {
                batch.events.push_back(event);
            }
        }
        event_sent_ = batch.events.back().n;
        say(Channel::evt, write_message(batch));
    }
    const std::uint64_t number = ++resend_;
    loop_.after(resend_after, [this, life = life_, number] {
        if (life == life_ && number == resend_ && !events_.empty()) {
            world_.tally.count("events_again");
            send_events(true);
        }
    });
}

} // namespace fleet
