#pragma once

#include "area/area_path.hpp"
#include "broadcast/delivery.hpp"
#include "storage/database.hpp"

#include <functional>
#include <string>
#include <utility>
#include <vector>

/// Rows of runs, commands and deliveries. Every function runs in the caller's read or transaction.
namespace broadcast {

using device_protocol::BroadcastClass;

/// What a run is to people who count and read reports; devices know only its class.
enum class RunKind : std::uint8_t {
    broadcast,
    emergency,
    exercise, ///< never to be mistaken for an emergency, wherever it is listed
};

/// One sounding, planned or commanded.
struct Run {
    RunId id;
    std::string command;   ///< id of the command; empty for a planned one
    std::string programme; ///< id of the programme; empty for one that an officer commanded
    std::string bulletin;  ///< id of the first bulletin in it; may be empty
    /// Of a planned relay until it has begun everywhere: then live sessions sound it, each under a
    /// run of its own. Empty: none.
    std::string station;
    std::string title;
    RunKind kind = RunKind::broadcast;
    BroadcastClass class_ = BroadcastClass::ordinary;
    area::AreaPath area;
    base::Instant at;
    std::int64_t duration_ms = 0;
    base::Instant created_at;

    /// Under which its deliveries stand.
    [[nodiscard]] std::string subject() const {
        return command.empty() ? base::to_text(id) : command;
    }
};

/// An officer's order that ended a run.
struct RunStop {
    std::string by; ///< id; empty for a job of the server
    std::string by_name;
    base::Instant at;
    std::string reason; ///< may be empty

    friend bool operator==(const RunStop&, const RunStop&) = default;
};

struct OrderedCommand {
    CommandId id;
    std::string op;
    BroadcastClass class_ = BroadcastClass::ordinary;
    area::AreaPath area; ///< that covers all its targets
    std::string run;     ///< of play, and of stop for one run; may be empty
    std::string summary; ///< for people
    base::Instant issued_at;
    base::Instant expires_at;
    std::string ordered_by;
    std::string ordered_by_name;
};

/// A delivery with what only its row knows.
struct DeliveryRow {
    std::string subject;
    Delivery delivery;
    base::Instant planned_at;
    std::int64_t manifest_version = 0;   ///< of planned runs: the first programme that held it so
    bool is_command = false;             ///< else a planned run
    std::string sent_with;               ///< group whose publish carries it first; may be empty
    std::optional<std::string> envelope; ///< of commands: signed for this device alone
};

/// One publish for all devices of a group.
struct GroupSending {
    std::string subject; ///< the command
    std::string group;
    std::string envelope;
    base::Instant expires_at;
    std::optional<base::Instant> send_at; ///< none: it was published
};

/// `count` numbers that no command of this key has had; the last of them.
[[nodiscard]] std::int64_t take_sequence(storage::Transaction& transaction, std::int64_t count);

void insert_command(storage::Transaction& transaction, const OrderedCommand& command);
/// Makes the run, or corrects a planned one that was moved or shortened.
void put_run(storage::Transaction& transaction, const Run& run);
[[nodiscard]] std::optional<Run> find_run(storage::Connection& connection, const RunId& id);
/// Some device has not said yet that it has this command.
[[nodiscard]] bool is_awaited(storage::Connection& connection, std::string_view subject);
/// When the last of its devices begins; its own start where none is known.
[[nodiscard]] base::Instant last_start(storage::Connection& connection, const Run& run);

void insert_delivery(storage::Transaction& transaction, const DeliveryRow& row);
void save_delivery(storage::Transaction& transaction, std::string_view subject,
                   const Delivery& delivery);
[[nodiscard]] std::optional<DeliveryRow> find_delivery(storage::Connection& connection,
                                                       std::string_view subject, DeviceId device);
/// As save_delivery for each; none of them twice.
void save_deliveries(storage::Transaction& transaction,
                     const std::vector<std::pair<std::string, Delivery>>& rows);
/// Of one subject, on these of its devices.
[[nodiscard]] std::vector<Delivery> find_deliveries(storage::Connection& connection,
                                                    std::string_view subject,
                                                    const std::vector<DeviceId>& devices);
/// Of one subject, on all its devices.
[[nodiscard]] std::vector<Delivery> deliveries_of(storage::Connection& connection,
                                                  std::string_view subject);
/// To be published now to one device each, in order of `send_at`: for the first time, or again if
/// that was due at `heard_until`. Without an envelope: not yet signed for the device alone.
[[nodiscard]] std::vector<DeliveryRow> deliveries_to_send(storage::Connection& connection,
                                                          base::Instant now,
                                                          base::Instant heard_until,
                                                          std::size_t limit);
/// The envelope that `address_alone` made.
void save_envelope(storage::Transaction& transaction, const DeliveryRow& row);
void insert_group_sending(storage::Transaction& transaction, const GroupSending& sending);
[[nodiscard]] std::vector<GroupSending> group_sendings_due(storage::Connection& connection,
                                                           base::Instant now, std::size_t limit);
[[nodiscard]] std::optional<GroupSending> find_group_sending(storage::Connection& connection,
                                                             std::string_view subject,
                                                             std::string_view group);
/// The publish was handed to the broker: to every device of the group that has not spoken since.
void mark_group_sent(storage::Transaction& transaction, const GroupSending& sending,
                     base::Instant now);
/// The command is not wanted any more: nothing of it leaves from now on, and who has not stored it
/// will not.
void recall_command(storage::Transaction& transaction, std::string_view subject, base::Instant now);
/// Those that `on_time` changes now.
[[nodiscard]] std::vector<DeliveryRow> deliveries_past(storage::Connection& connection,
                                                       base::Instant now, std::size_t limit);
/// Commands that the device has not stored, and that may still be.
[[nodiscard]] std::vector<DeliveryRow> commands_waiting_for(storage::Connection& connection,
                                                            DeviceId device, base::Instant now);
/// Planned runs of the device from `from` on.
[[nodiscard]] std::vector<DeliveryRow> planned_runs_of(storage::Connection& connection,
                                                       DeviceId device, base::Instant from);
/// Of these, those in programmes up to this version of which the device has not said that it holds
/// them.
[[nodiscard]] std::vector<DeliveryRow> untold_runs_of(storage::Connection& connection,
                                                      DeviceId device, base::Instant from,
                                                      std::int64_t manifest_version);
void remove_delivery(storage::Transaction& transaction, std::string_view subject, DeviceId device);
/// The order that ended the run on the device, or on the first one that tells so. An order for
/// everything counts when it stood before the run's end there.
[[nodiscard]] std::optional<RunStop> find_stop(storage::Connection& connection, const Run& run,
                                               std::optional<DeviceId> device = std::nullopt);
/// The subject of a run's deliveries: its command, or itself.
[[nodiscard]] std::string subject_of(storage::Connection& connection, const RunId& run);

} // namespace broadcast
