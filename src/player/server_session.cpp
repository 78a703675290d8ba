#include "player/server_session.hpp"

#include "device_protocol/messages_json.hpp"
#include "device_protocol/topics.hpp"
#include "device_protocol/update_bundle.hpp"
#include "mqtt/mosquitto_client.hpp"
#include "player/sensors.hpp"
#include "player/system_time.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <bit>

namespace player {

using namespace std::chrono_literals;
using device_protocol::Acknowledgement;
using device_protocol::Channel;
using device_protocol::ConnectEnd;
using device_protocol::ServerAnswer;
using device_protocol::Welcome;
using Steady = std::chrono::steady_clock;

namespace {

/// A connection that held this long was a good one.
constexpr auto stable_after = 60s;
constexpr auto resend_after = 30s;
constexpr auto idle_tick = 1s;
/// Leaves room for the frame around the events in a message of 8 KiB.
constexpr std::size_t batch_bytes = 7000;

ConnectEnd end_of(mqtt::End end, bool told_to_wait) {
    if (told_to_wait) {
        return ConnectEnd::told_to_wait;
    }
    switch (end) {
    case mqtt::End::none:
        return ConnectEnd::first;
    case mqtt::End::unavailable:
        return ConnectEnd::unavailable;
    case mqtt::End::not_allowed:
        return ConnectEnd::not_allowed;
    case mqtt::End::lost:
    case mqtt::End::asked:
        break;
    }
    return ConnectEnd::lost;
}

std::string_view why(mqtt::End last) {
    switch (last) {
    case mqtt::End::none:
        return "";
    case mqtt::End::unavailable:
        return "; the server said that it is not ready";
    case mqtt::End::not_allowed:
        return "; the server refused this device's credential";
    case mqtt::End::lost:
        return "; the last one was lost or not reached";
    case mqtt::End::asked:
        return "; the last one was ended";
    }
    return "";
}

std::int64_t free_mb(const std::filesystem::path& path) {
    std::error_code error;
    const auto space = std::filesystem::space(path, error);
    return error ? 0 : static_cast<std::int64_t>(space.available / (1024 * 1024));
}

} // namespace

ServerSession::ServerSession(SessionOptions options, DeviceState& state, CounterStore& counters,
                             Inbox& inbox, base::Random& random)
    : options_(std::move(options)), state_(state), counters_(counters), inbox_(inbox),
      random_(random), brokers_(state.identity.grant.brokers), device_(state.identity.grant.device),
      token_(state.identity.grant.token),
      ca_file_(state.identity.grant.ca_certificate.empty() ? ""
                                                           : state.paths.ca_certificate().string()),
      client_(mqtt::make_mosquitto_client()) {}

ServerSession::~ServerSession() {
    client_->stop();
}

void ServerSession::start() {
    client_->start(*this);
}

void ServerSession::stop() {
    send(Channel::state,
         device_protocol::write_message(device_protocol::StateNotice{false, incarnation_}),
         mqtt::Qos::at_least_once);
    client_->stop();
}

std::uint64_t ServerSession::random_number() {
    std::array<std::byte, 8> bytes{};
    random_.fill(bytes);
    return std::bit_cast<std::uint64_t>(bytes);
}

mqtt::Attempt ServerSession::next_attempt(mqtt::End last) {
    const bool held = up_since_ != Steady::time_point{} && Steady::now() - up_since_ > stable_after;
    failures_ = held ? 0 : failures_ + (last == mqtt::End::none ? 0 : 1);
    up_since_ = {};
    const std::int32_t retry_s = told_to_wait_s_.exchange(0);
    mqtt::Attempt attempt;
    if (last == mqtt::End::none) {
        attempt.wait = base::Millis(static_cast<std::int64_t>(
            random_number() % static_cast<std::uint64_t>(options_.first_spread.count() + 1)));
    } else {
        attempt.wait = device_protocol::reconnect_wait(
            end_of(last, retry_s > 0), std::max(failures_ - 1, 0), retry_s, random_number());
    }
    trying_incarnation_ = counters_.next_incarnation();
    const auto& broker = brokers_[static_cast<std::size_t>(failures_) % brokers_.size()];
    spdlog::info("connection {} to {}:{} is tried in {} ms{}", trying_incarnation_, broker.host,
                 broker.port, attempt.wait.count(), why(last));
    mqtt::ConnectOptions& to = attempt.options;
    to.host = broker.host;
    to.port = static_cast<std::uint16_t>(broker.port);
    to.client_id = device_;
    to.user = device_;
    to.password = token_;
    if (broker.tls) {
        to.tls = mqtt::TlsOptions{ca_file_};
    }
    to.will = mqtt::Message{
        device_protocol::device_topic(device_, Channel::state),
        device_protocol::write_message(device_protocol::StateNotice{false, trying_incarnation_}),
        mqtt::Qos::at_least_once};
    return attempt;
}

void ServerSession::connected() {
    up_since_ = Steady::now();
    inbox_.put(LinkUp{trying_incarnation_});
}

void ServerSession::disconnected(mqtt::End) {
    inbox_.put(LinkDown{});
}

void ServerSession::received(const mqtt::Message& message) {
    if (message.payload.size() <= device_protocol::message_bytes_max) {
        inbox_.put(message);
    }
}

void ServerSession::send(Channel channel, std::string payload, mqtt::Qos qos) {
    if (!up_) {
        return;
    }
    const auto sent = client_->publish(
        {device_protocol::device_topic(device_, channel), std::move(payload), qos});
    if (!sent) {
        spdlog::info("not sent: {}", sent.error().message.en);
    }
}

void ServerSession::on_up(std::int64_t incarnation) {
    up_ = true;
    welcomed_ = false;
    answered_ = false;
    hellos_ = 0;
    incarnation_ = incarnation;
    spdlog::info("connection {} stands", incarnation);
    using device_protocol::device_topic;
    const auto subscribed = client_->subscribe(
        {{device_topic(device_, Channel::srv), mqtt::Qos::at_least_once},
         {device_topic(device_, Channel::des), mqtt::Qos::at_least_once},
         {device_topic(device_, Channel::cmd), mqtt::Qos::at_least_once},
         {std::string(device_protocol::all_command_topic), mqtt::Qos::at_least_once}});
    if (!subscribed) {
        spdlog::info("not subscribed: {}", subscribed.error().message.en);
    }
    follow_groups();
    send_hello();
    first_connection_ = false;
}

void ServerSession::on_down() {
    up_ = false;
    welcomed_ = false;
    last_report_.clear();
}

void ServerSession::follow_groups() {
    if (!up_ || !state_.desired || state_.desired->message.groups.empty()) {
        return;
    }
    std::vector<mqtt::Subscription> groups;
    for (const std::string& group : state_.desired->message.groups) {
        groups.push_back({device_protocol::group_command_topic(group), mqtt::Qos::at_least_once});
    }
    if (const auto done = client_->subscribe(groups); !done) {
        spdlog::info("not subscribed: {}", done.error().message.en);
    }
}

void ServerSession::send_hello() {
    device_protocol::Hello hello;
    hello.device = device_;
    hello.inc = incarnation_;
    hello.boot = !first_connection_      ? device_protocol::BootReason::network
                 : options_.just_updated ? device_protocol::BootReason::update
                                         : device_protocol::BootReason::power;
    hello.serial = state_.identity.serial;
    hello.model = state_.identity.model;
    hello.firmware = options_.firmware;
    hello.levels = {"core", "schedule", "keys"};
    if (options_.has_input) {
        hello.levels.emplace_back(device_protocol::input_level);
    }
    if (options_.has_monitor) {
        hello.levels.emplace_back(device_protocol::monitor_level);
    }
    if (options_.takes_updates) {
        hello.levels.emplace_back(device_protocol::update_level);
        hello.platform = device_protocol::own_platform();
    }
    hello.capabilities = {{"opus"}, 1, free_mb(state_.paths.root), true};
    hello.clock = state_.clock.state();
    hello.desired_version = state_.desired ? state_.desired->message.version : 0;
    hello.manifest_version = state_.manifest ? state_.manifest->message.version : 0;
    hello.event_epoch = state_.events.epoch();
    hello.event_last = state_.events.last();
    send(Channel::hello, device_protocol::write_message(hello), mqtt::Qos::at_least_once);
    next_hello_ = Steady::now() + device_protocol::hello_wait(++hellos_, random_number());
}

void ServerSession::say_hello_again(Steady::time_point now) {
    if (!up_ || answered_) {
        return;
    }
    if (now >= next_hello_) {
        spdlog::info("nobody answers connection {}: hello again", incarnation_);
        send_hello();
    }
    next_tick_ = std::min(next_tick_, next_hello_);
}

void ServerSession::on_server_answer(std::string_view payload) {
    const auto answer = device_protocol::read_message<ServerAnswer>(payload);
    if (!answer || answer->inc != incarnation_) {
        spdlog::info("srv ignored: {}", answer ? "another connection" : answer.error().message.en);
        return;
    }
    answered_ = true;
    if (answer->status == Welcome::rejected || answer->status == Welcome::busy) {
        told_to_wait_s_ = std::max(answer->retry_s, 1);
        client_->disconnect();
        return;
    }
    heartbeat_s_ = answer->heartbeat_s;
    spread_ms_ = answer->ack_spread_ms;
    if (answer->event_epoch == state_.events.epoch()) {
        events_acked_ = std::clamp<std::int64_t>(answer->event_ack, 0, state_.events.last());
        events_sent_ = std::max(events_sent_, events_acked_);
    }
    state_.clock.told(answer->now, read_system_time());
    if (answer->status == Welcome::accepted && !welcomed_) {
        welcome(*answer);
    }
}

void ServerSession::welcome(const ServerAnswer&) {
    welcomed_ = true;
    welcomed_at_ = Steady::now();
    spdlog::info("connection {} is welcomed", incarnation_);
    report_due_.reset(); // everything is told now anyway
    events_sent_ = events_acked_;
    send(Channel::state,
         device_protocol::write_message(device_protocol::StateNotice{true, incarnation_}),
         mqtt::Qos::at_least_once);
    report();
    sensors_ = measure();
    send_heartbeat();
    next_heartbeat_ = Steady::now() + std::chrono::seconds(heartbeat_s_);
}

void ServerSession::tick(Steady::time_point now) {
    next_tick_ = now + idle_tick;
    send_due_acknowledgements(now);
    say_hello_again(now);
    if (!welcomed_) {
        return;
    }
    answer_report_question(now);
    report();
    send_events(now);
    if (auto measured = measure(); measured != sensors_) {
        sensors_ = std::move(measured);
        next_heartbeat_ = now;
    }
    if (now >= next_heartbeat_) {
        send_heartbeat();
        next_heartbeat_ = now + std::chrono::seconds(heartbeat_s_);
    }
}

std::optional<device_protocol::Sensors> ServerSession::measure() const {
    auto measured = read_sensors(options_.sensors);
    if (options_.switches_amplifier) {
        measured =
            with_amplifier(measured.value_or(device_protocol::Sensors{}), amplifier_switched_);
    }
    return measured;
}

void ServerSession::send_heartbeat() {
    device_protocol::Heartbeat beat;
    beat.inc = incarnation_;
    beat.at = state_.now();
    beat.clock = state_.clock.state();
    beat.event_last = state_.events.last();
    beat.manifest_version = state_.manifest ? state_.manifest->message.version : 0;
    beat.volume_percent = volume_percent_;
    beat.playing = sounding_;
    beat.uptime_s = machine_uptime_s();
    beat.store_free_mb = free_mb(state_.paths.root);
    beat.memory_kb = process_memory_kb();
    beat.sensors = sensors_;
    send(Channel::hb, device_protocol::write_message(beat), mqtt::Qos::at_most_once);
}

void ServerSession::send_events(Steady::time_point now) {
    if (events_sent_ > events_acked_ && now - events_sent_at_ > resend_after) {
        events_sent_ = events_acked_;
    }
    while (events_sent_ < state_.events.last()) {
        device_protocol::EventBatch batch;
        batch.inc = incarnation_;
        batch.epoch = state_.events.epoch();
        batch.first_kept = state_.events.first_kept();
        batch.events = state_.events.after(events_sent_, batch_bytes);
        if (batch.events.empty()) {
            return;
        }
        events_sent_ = batch.events.back().n;
        events_sent_at_ = now;
        send(Channel::evt, device_protocol::write_message(batch), mqtt::Qos::at_least_once);
    }
}

void ServerSession::acknowledge(Acknowledgement acknowledgement, bool spread) {
    acknowledgement.inc = std::max<std::int64_t>(incarnation_, 1);
    acknowledgement.at = state_.now();
    std::string text = device_protocol::write_message(acknowledgement);
    if (spread && spread_ms_ > 0) {
        const auto wait =
            std::chrono::milliseconds(random_number() % static_cast<std::uint64_t>(spread_ms_ + 1));
        delayed_.push_back({Steady::now() + wait, std::move(text)});
        next_tick_ = std::min(next_tick_, delayed_.back().due);
        return;
    }
    send(Channel::ack, std::move(text), mqtt::Qos::at_least_once);
}

void ServerSession::send_due_acknowledgements(Steady::time_point now) {
    std::erase_if(delayed_, [&](DelayedAcknowledgement& waiting) {
        if (waiting.due > now) {
            next_tick_ = std::min(next_tick_, waiting.due);
            return false;
        }
        send(Channel::ack, std::move(waiting.text), mqtt::Qos::at_least_once);
        return true;
    });
}

void ServerSession::report_within(std::chrono::milliseconds spread) {
    const auto wait =
        std::chrono::milliseconds(random_number() % static_cast<std::uint64_t>(spread.count() + 1));
    report_due_ = Steady::now() + wait;
    next_tick_ = std::min(next_tick_, *report_due_);
}

void ServerSession::answer_report_question(Steady::time_point now) {
    if (!report_due_) {
        return;
    }
    if (*report_due_ > now) {
        next_tick_ = std::min(next_tick_, *report_due_);
        return;
    }
    report_due_.reset();
    last_report_.clear(); // also what the server was told before
    report();
    send_heartbeat();
}

void ServerSession::report() {
    if (!welcomed_) {
        return;
    }
    const auto wanted = state_.all_wanted_media();
    const auto missing = std::ranges::count_if(
        wanted, [this](const WantedMedia& file) { return !state_.media.has(file.sha256); });
    device_protocol::ReportedState report;
    report.inc = incarnation_;
    report.desired_version = state_.desired ? state_.desired->message.version : 0;
    report.media_missing = static_cast<std::int32_t>(missing);
    report.media_stored =
        static_cast<std::int32_t>(static_cast<std::int64_t>(wanted.size()) - missing);
    if (state_.manifest) {
        report.manifest_version = state_.manifest->message.version;
        report.manifest_valid_to = state_.manifest->message.valid_to;
    }
    report.update = state_.updating;
    std::string text = device_protocol::write_message(report);
    if (text != last_report_) {
        send(Channel::rep, text, mqtt::Qos::at_least_once);
        last_report_ = std::move(text);
    }
}

void ServerSession::tell_sounding(std::optional<RunId> run, std::int32_t volume_percent) {
    sounding_ = run;
    volume_percent_ = volume_percent;
    if (welcomed_) {
        send_heartbeat();
    }
}

void ServerSession::set_heartbeat(std::int32_t seconds) {
    heartbeat_s_ = seconds;
}

} // namespace player
