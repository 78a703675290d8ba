#pragma once

#include "broadcast/batch_deliveries.hpp"
#include "broadcast/device_message.hpp"
#include "broadcast/event_record.hpp"
#include "devices/device.hpp"
#include "devices/presence.hpp"
#include "mqtt/client.hpp"
#include "storage/database.hpp"

#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace broadcast {

/// What a batch of messages from devices means, worked out inside one transaction. Lives as long as
/// one try of that transaction.
class DeviceWords {
public:
    /// Renews those of whom a heartbeat says that they go on as before, which is nearly everybody,
    /// and loads the others who speak in the batch.
    DeviceWords(storage::Transaction& transaction, base::Instant now,
                const std::vector<DeviceMessage>& batch);

    /// Refuses, with nothing changed, a device that is not in use.
    [[nodiscard]] base::Result<void> take(const DeviceMessage& message);
    /// Writes what was gathered: each row once, however often the device spoke.
    void save();

    using ChangedDevice = std::pair<DeviceId, area::AreaPath>;
    [[nodiscard]] const std::vector<ChangedDevice>& changed_devices() const { return changed_; }
    /// Each run with the area of a device on which it changed.
    using ChangedRun = std::pair<std::string, area::AreaPath>;
    [[nodiscard]] const std::set<ChangedRun>& changed_runs() const { return changed_runs_; }
    [[nodiscard]] bool commands_are_due() const { return commands_due_; }
    [[nodiscard]] std::vector<mqtt::Message> take_answers() { return std::move(answers_); }

private:
    struct Speaker {
        DeviceId id;
        area::AreaPath area;
        devices::Presence before;
        devices::Presence presence;
    };

    void load_speakers(const std::vector<DeviceId>& ids);
    /// False when the message belongs to an older connection.
    [[nodiscard]] bool heard(Speaker& speaker, std::optional<std::int64_t> incarnation);
    void send_waiting_commands(const Speaker& speaker);
    void answer(const Speaker& speaker, device_protocol::Welcome status);

    void take_said(Speaker& speaker, const device_protocol::Hello& hello);
    void take_said(Speaker& speaker, const device_protocol::StateNotice& notice);
    void take_said(Speaker& speaker, const device_protocol::Heartbeat& heartbeat);
    void take_said(Speaker& speaker, const device_protocol::ReportedState& report);
    void take_said(Speaker& speaker, const device_protocol::Acknowledgement& acknowledgement);
    void take_said(Speaker& speaker, const device_protocol::EventBatch& batch);
    void note_answer(const Speaker& speaker,
                     const device_protocol::Acknowledgement& acknowledgement);
    void take_event(Speaker& speaker, std::int64_t epoch, const device_protocol::Event& event);
    void take_proof(Speaker& speaker, std::int64_t epoch, std::int64_t n,
                    const device_protocol::PlayedProof& proof);
    void mark_stored(const Speaker& speaker, std::int64_t manifest_version);
    void put_versions_right(const Speaker& speaker, std::int64_t desired_version,
                            std::int64_t manifest_version);
    /// Once per run: those who listen to sounded_topic learn that it was heard.
    void note_sounded(const device_protocol::RunId& run, base::Instant at);
    void note_silence(const Speaker& speaker);
    void tell_run(std::string_view run, const Speaker& speaker);
    /// Empty for a command without one.
    [[nodiscard]] const std::string& run_of_command(const std::string& subject);
    /// Under which the deliveries of a run stand.
    [[nodiscard]] const std::string& subject_of_run(const device_protocol::RunId& run);

    storage::Transaction& transaction_;
    const base::Instant now_;
    std::unordered_set<DeviceId> renewed_; ///< go on as before: nothing is left to do for them
    std::unordered_map<DeviceId, Speaker> speakers_; ///< the other claimed devices of the batch
    std::optional<BatchDeliveries> deliveries_;      ///< of these; set by the constructor
    std::unordered_map<std::string, std::string> runs_of_commands_;
    std::unordered_map<device_protocol::RunId, std::string> subjects_of_runs_;
    std::vector<mqtt::Message> answers_;
    std::vector<ChangedDevice> changed_;
    std::set<ChangedRun> changed_runs_;
    bool commands_due_ = false;
};

} // namespace broadcast
