#pragma once

#include "device_protocol/acceptance.hpp"
#include "device_protocol/session_messages.hpp"
#include "device_protocol/session_rules.hpp"
#include "device_protocol/topics.hpp"
#include "player/next_step.hpp"
#include "simulation/mutant.hpp"
#include "simulation/wire.hpp"

namespace simulation {

/// What a device asks of the server by HTTPS.
class Downloads {
public:
    virtual ~Downloads() = default;
    /// The programme as it stands now; nothing while the server is down.
    virtual std::optional<std::string> fetch_programme(const std::string& device) = 0;
};

/// What outlives a loss of power.
struct DeviceDisk {
    std::int64_t incarnation = 0;
    device_protocol::CommandMemory commands;
    struct Pending {
        device_protocol::Signed<device_protocol::Command> command;
        base::Instant received_at;
    };
    std::vector<Pending> pending;
    player::RunMemory runs;
    std::vector<device_protocol::Event> events; ///< number n at index n - 1
    std::optional<device_protocol::Signed<device_protocol::DesiredState>> desired;
    std::optional<device_protocol::Signed<device_protocol::Manifest>> manifest;
    std::map<device_protocol::RunId, base::Instant> media_at; ///< when a run's files are complete
    struct Checkpoint {
        device_protocol::RunId run;
        device_protocol::PlayedPart part;
    };
    std::optional<Checkpoint> checkpoint;
};

/// A loudspeaker cluster: the decisions are those of device_protocol/ and player/, the rest (disk,
/// connection, loudspeaker) is made of facts in memory.
class SimulatedDevice final : public Party {
public:
    SimulatedDevice(World& world, Wire& wire, Downloads& downloads, std::string id,
                    device_protocol::TrustedIssuer issuer, Mutant mutant);

    void power_on();
    void power_cut();
    [[nodiscard]] bool is_on() const { return on_; }
    [[nodiscard]] const std::string& id() const { return id_; }
    /// Since when nothing of it can have reached the server; nothing while it can.
    [[nodiscard]] std::optional<base::Instant> gone_since() const { return gone_since_; }

    void connected() override;
    void disconnected() override;
    void received(const mqtt::Message& message) override;

private:
    using SignedCommand = device_protocol::Signed<device_protocol::Command>;

    struct Sound {
        player::PlannedRun run;
        base::Instant at; ///< true time of the first sample
        std::int64_t position_ms = 0;
        bool told = false;
        std::optional<std::int64_t> resumed_from_ms; ///< when it had been paused
    };

    // --- session
    void try_connection(device_protocol::ConnectEnd end);
    void say_hello();
    void repeat_hello();
    void take_answer(const device_protocol::ServerAnswer& answer);
    void send(device_protocol::Channel channel, std::string payload, mqtt::Qos qos);
    void heartbeat();
    void beat_again(std::uint64_t life);
    void send_events();
    void resend_events(std::uint64_t life);
    void report();
    void acknowledge(device_protocol::Acknowledgement acknowledgement);
    void take_command(const std::string& envelope);
    void perform(const SignedCommand& command);
    void perform_stop(const SignedCommand& command);
    /// Of what is no run: answers, and tells it by an event as well.
    void finish_command(const device_protocol::CommandId& cid, device_protocol::AckState state,
                        std::optional<std::string> code);
    /// What follows `received`: the only word of it that may be lost for good.
    void answer_command(device_protocol::Acknowledgement acknowledgement);
    void take_desired(const std::string& envelope);
    void fetch_programme();
    void take_programme(const std::string& envelope);
    [[nodiscard]] device_protocol::Situation situation() const;

    // --- loudspeaker
    void look();
    void look_at(base::Instant when);
    void begin(const player::PlannedRun& run, const player::Start& start);
    void begin_sounding();
    void remember_plan(player::RunRecord& record, const player::PlannedRun& run) const;
    void stop(const player::Stop& stop);
    /// What has sounded until now; tells it as a fact.
    std::optional<device_protocol::PlayedPart> end_sound();
    void finish(const player::PlannedRun& run, std::vector<device_protocol::PlayedPart> parts,
                device_protocol::Outcome outcome, std::string reason);
    void note(device_protocol::Event event);
    void load_disk();
    [[nodiscard]] std::vector<player::PlannedRun> planned_runs() const;
    [[nodiscard]] std::vector<device_protocol::PlayedPart>
    parts_of(const device_protocol::RunId& run) const;
    [[nodiscard]] bool has_media(const player::PlannedRun& run);
    [[nodiscard]] base::Instant now() const { return world_.now() + clock_error_; }
    void later(base::Millis span, std::function<void()> act);

    World& world_;
    Wire& wire_;
    Downloads& downloads_;
    const std::string id_;
    const std::vector<device_protocol::TrustedIssuer> issuers_;
    const Mutant mutant_;

    DeviceDisk disk_;
    bool on_ = false;
    std::uint64_t life_ = 0; ///< counts boots: what an earlier life planned does not happen
    base::Millis clock_error_{0};
    bool clock_known_ = true;

    bool up_ = false;
    bool answered_ = false;
    bool welcomed_ = false;
    std::uint64_t connection_ = 0;
    std::int32_t failures_ = 0;
    std::int32_t hellos_ = 0;
    std::int64_t events_acked_ = 0;
    std::int64_t events_sent_ = 0;
    bool fetching_ = false;
    std::vector<std::string> fetched_; ///< every programme, as a cache on the way might keep them
    std::string last_report_;
    std::optional<base::Instant> gone_since_;

    std::vector<player::PlannedRun> commanded_;
    std::optional<player::Sounding> sounding_;
    std::optional<Sound> sound_;
    std::uint64_t sounds_ = 0;
    std::uint64_t looks_ = 0;
};

} // namespace simulation
