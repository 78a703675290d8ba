#pragma once

#include "base/random.hpp"
#include "device_protocol/session_rules.hpp"
#include "device_protocol/topics.hpp"
#include "player/device_state.hpp"
#include "player/inbox.hpp"

#include <atomic>

namespace player {

struct SessionOptions {
    std::string firmware;
    bool takes_updates = false; ///< level `update`
    bool just_updated = false;  ///< this start is the first of a new program
    /// The first connection after the start waits a random part of this, so that a commune whose
    /// power comes back does not knock all at once.
    base::Millis first_spread = std::chrono::seconds(30);
    /// What the board's own programs measure (sensors.hpp); empty: nothing is measured.
    std::filesystem::path sensors;
    bool has_input = false;          ///< level `input`
    bool has_monitor = false;        ///< level `monitor`
    bool switches_amplifier = false; ///< behind relay contacts: it knows when that fails
};

/// The device's side of the conversation (spec section 6): hello, welcome, heartbeats, numbered
/// events, acknowledgements. The Listener half runs on the MQTT thread and only fills the inbox;
/// everything else belongs to the control loop.
class ServerSession final : private mqtt::Listener {
public:
    /// All references must outlive this object.
    ServerSession(SessionOptions options, DeviceState& state, CounterStore& counters, Inbox& inbox,
                  base::Random& random);
    ~ServerSession() override;

    void start();
    /// Says goodbye: `state` off, then the connection ends properly.
    void stop();

    void on_up(std::int64_t incarnation);
    void on_down();
    void on_server_answer(std::string_view payload);
    /// What is due: heartbeat, events not yet sent or not acknowledged in time, a changed report.
    void tick(std::chrono::steady_clock::time_point now);
    [[nodiscard]] std::chrono::steady_clock::time_point next_tick() const { return next_tick_; }
    /// Since when the server has accepted this connection without a break; nothing while it has
    /// not.
    [[nodiscard]] std::optional<std::chrono::steady_clock::time_point> welcomed_since() const {
        return welcomed_ ? std::optional(welcomed_at_) : std::nullopt;
    }

    /// `spread`: it answers a command that went to many devices; it waits a random part of what the
    /// server allowed.
    void acknowledge(device_protocol::Acknowledgement acknowledgement, bool spread = false);
    void report();
    /// The server asks what the device has and plays: `rep` and `hb` leave after a random part of
    /// the spread, also when nothing has changed.
    void report_within(std::chrono::milliseconds spread);
    /// A sound began or ended: a heartbeat says so at once.
    void tell_sounding(std::optional<RunId> run, std::int32_t volume_percent);
    /// Whether the amplifier behind the contacts can be switched; told with what is measured.
    void tell_amplifier(bool can_be_switched) { amplifier_switched_ = can_be_switched; }
    void set_heartbeat(std::int32_t seconds);
    /// Subscribes to the groups that the desired state names.
    void follow_groups();

private:
    mqtt::Attempt next_attempt(mqtt::End last) override;
    void connected() override;
    void disconnected(mqtt::End end) override;
    void received(const mqtt::Message& message) override;
    void handed_over(int) override {}

    void send(device_protocol::Channel channel, std::string payload, mqtt::Qos qos);
    void send_hello();
    void say_hello_again(std::chrono::steady_clock::time_point now);
    void send_heartbeat();
    void send_events(std::chrono::steady_clock::time_point now);
    void answer_report_question(std::chrono::steady_clock::time_point now);
    void send_due_acknowledgements(std::chrono::steady_clock::time_point now);
    void welcome(const device_protocol::ServerAnswer& answer);
    [[nodiscard]] std::optional<device_protocol::Sensors> measure() const;
    [[nodiscard]] std::uint64_t random_number();

    const SessionOptions options_;
    DeviceState& state_;
    CounterStore& counters_;
    Inbox& inbox_;
    base::Random& random_;
    const std::vector<device_protocol::BrokerAddress> brokers_;
    const std::string device_;
    const std::string token_;
    const std::string ca_file_;
    std::unique_ptr<mqtt::Client> client_;

    // MQTT thread.
    std::int64_t trying_incarnation_ = 0;
    int failures_ = 0;
    std::chrono::steady_clock::time_point up_since_;
    std::atomic<std::int32_t> told_to_wait_s_ = 0;

    // Control loop.
    bool up_ = false;
    bool welcomed_ = false;
    std::chrono::steady_clock::time_point welcomed_at_;
    bool answered_ = false; ///< the server has said something to this connection
    std::int32_t hellos_ = 0;
    std::chrono::steady_clock::time_point next_hello_;
    bool first_connection_ = true;
    std::int64_t incarnation_ = 0;
    std::int32_t heartbeat_s_ = 60;
    std::int64_t events_acked_ = 0;
    std::int64_t events_sent_ = 0;
    std::chrono::steady_clock::time_point events_sent_at_;
    std::chrono::steady_clock::time_point next_heartbeat_;
    std::chrono::steady_clock::time_point next_tick_;
    struct DelayedAcknowledgement {
        std::chrono::steady_clock::time_point due;
        std::string text;
    };
    std::vector<DelayedAcknowledgement> delayed_;
    std::int32_t spread_ms_ = 0;
    std::string last_report_;
    std::optional<std::chrono::steady_clock::time_point> report_due_;
    std::optional<RunId> sounding_;
    std::int32_t volume_percent_ = 0;
    std::optional<device_protocol::Sensors> sensors_;
    bool amplifier_switched_ = true;
};

} // namespace player
