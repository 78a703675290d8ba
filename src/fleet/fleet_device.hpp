#pragma once

#include "base/clock.hpp"
#include "device_protocol/acceptance.hpp"
#include "device_protocol/event.hpp"
#include "device_protocol/session_messages.hpp"
#include "device_protocol/session_rules.hpp"
#include "device_protocol/topics.hpp"
#include "fleet/faults.hpp"
#include "fleet/fetcher.hpp"
#include "fleet/key_sets.hpp"
#include "fleet/mqtt_line.hpp"
#include "fleet/opened_commands.hpp"
#include "fleet/tally.hpp"

#include <deque>
#include <map>

namespace fleet {

/// Who a device is since its claim.
struct DeviceIdentity {
    std::string device;
    std::string token;
    std::string serial;
};

/// What all devices of a fleet have in common. Must outlive them.
struct World {
    Loop& loop;
    const base::Clock& clock;
    Tally& tally;
    Fetcher& fetcher;
    KeySets& keys;
    OpenedCommands& commands;
    Address broker;
    const TlsContext* tls = nullptr; ///< none: plain
    FaultPlan faults;
    std::uint64_t seed = 1;
    std::int64_t began_ms = 0; ///< of this process: incarnations and event epochs begin here
    std::chrono::milliseconds first_spread{30'000};
    bool fetch_programmes = true;
    bool orderly = true; ///< wait as rule 6.6 says; false: storms
};

/// One simulated device: everything of LBP/1 except sound and a disk. Lives as long as the loop.
class FleetDevice final : public MqttLine {
public:
    FleetDevice(World& world, std::size_t number, DeviceIdentity identity);

    /// Connects after `wait`.
    void begin(std::chrono::milliseconds wait);
    /// The line breaks; the device comes back after `wait`, or as rule 6.6 says.
    void break_line(std::optional<std::chrono::milliseconds> wait);
    void leave();
    /// A heartbeat out of turn, of a device that is welcome.
    void beat_now();

private:
    struct Sounding;

    void connack(std::uint8_t code) override;
    void delivered(const PublishPacket& packet) override;
    void lost() override;

    void attempt();
    void come_back(device_protocol::ConnectEnd end, std::int32_t retry_s);
    void say(device_protocol::Channel channel, std::string payload,
             mqtt::Qos qos = mqtt::Qos::at_least_once);
    void say_hello();
    void take_answer(const std::string& payload);
    void welcome();
    void beat();
    void report();
    void send_events(bool again);
    void take_desired(const std::string& payload);
    [[nodiscard]] bool keys_are_behind() const;
    void ask_for_keys();
    void take_keys(const std::string& chain);
    [[nodiscard]] bool follow_keys(const std::vector<std::string>& sets);
    void take_unread_again();
    void fetch_manifest(const device_protocol::ManifestReference& reference);
    void take_manifest(const std::string& envelope);
    void fetch_media(const std::vector<device_protocol::ManifestItem>& items);
    void plan_runs();
    void take_command(const std::string& payload);
    void obey(const device_protocol::Command& command);
    void play(const device_protocol::Command& command);
    void stop(const device_protocol::Command& command);
    void begin_run(Sounding run);
    void end_unheard(const Sounding& run, device_protocol::Outcome outcome,
                     const std::string& reason);
    void end_run(device_protocol::Outcome outcome, const std::string& reason);
    /// A refusal is told by an event as well (7.5).
    void refuse(const device_protocol::Signed<device_protocol::Command>& command,
                const device_protocol::Verdict& verdict);
    void note_refusal(device_protocol::Refused refused);
    /// Answers for good what is no run, and tells it until the server has it (10.7).
    void finish(const device_protocol::CommandId& cid, device_protocol::AckState state,
                const std::string& code);
    void acknowledge(const device_protocol::CommandId& cid, device_protocol::AckState state,
                     std::string code = "",
                     std::optional<device_protocol::AckState> last = std::nullopt,
                     std::optional<std::int64_t> ms_played = std::nullopt);
    void note(device_protocol::Event event);
    void leave_tally();

    [[nodiscard]] base::Instant now() const;
    [[nodiscard]] std::uint64_t random();
    [[nodiscard]] std::chrono::milliseconds answer_delay(const device_protocol::Command& command);
    [[nodiscard]] device_protocol::Situation situation() const;

    World& world_;
    std::size_t number_;
    DeviceIdentity identity_;
    DeviceFaults faults_;
    std::uint64_t drawn_ = 0;

    std::int64_t inc_ = 0;
    std::int32_t failures_ = 0;
    std::uint64_t life_ = 0; ///< of the connection: timers of an earlier one do nothing
    Steady::time_point tried_at_;
    Steady::time_point up_since_;
    bool welcomed_ = false;
    bool leaving_ = false;
    std::uint64_t beat_ = 0; ///< the latest heartbeat: timers of earlier ones do nothing
    std::uint64_t resend_ = 0;
    std::int32_t heartbeat_s_ = 60;
    std::int32_t ack_spread_ms_ = 0;

    TrustedKeys trusted_;
    std::int64_t newest_keys_ = 0; ///< as the desired state says
    /// What no known key signed; judged once more when other keys are known (3.9).
    std::optional<std::string> unread_desired_;
    std::vector<std::string> unread_commands_;
    bool asking_for_keys_ = false; ///< or waiting until it may
    std::int32_t keys_in_vain_ = 0;
    std::optional<Steady::time_point> keys_asked_at_;

    std::vector<std::string> groups_;
    std::int64_t desired_version_ = 0;
    base::Sha256 desired_taken_; ///< of the envelope that was verified last
    std::int64_t manifest_version_ = 0;
    base::Instant manifest_valid_to_;
    std::vector<device_protocol::ManifestRun> runs_; ///< to come
    std::uint64_t plan_ = 0; ///< of the manifest: timers of an older one do nothing
    std::int32_t media_stored_ = 0;
    std::int32_t media_missing_ = 0;

    device_protocol::CommandMemory memory_;
    std::deque<device_protocol::Event> events_;
    std::int64_t event_last_ = 0;
    std::int64_t event_sent_ = 0;

    struct Sounding {
        device_protocol::RunId run;
        std::optional<device_protocol::CommandId> cid;
        device_protocol::BroadcastClass class_ = device_protocol::BroadcastClass::ordinary;
        base::Instant at;
        base::Instant started_at;
        std::int64_t ms = 0;
        std::int64_t manifest_version = 0;
    };
    std::unique_ptr<Sounding> sounding_;
    std::map<device_protocol::RunId, Sounding> pending_; ///< commanded, not begun
    std::uint64_t sound_ = 0; ///< of the sound: the timer that ends another one does nothing
};

} // namespace fleet
