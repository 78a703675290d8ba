#pragma once

#include "broadcast/delivery_record.hpp"
#include "broadcast/event_record.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

/// Runs and commands as people see them: how many devices stand where, and the proof.
namespace broadcast {

enum class RunState : std::uint8_t {
    planned,
    due, ///< its time has come, or is just over, and no device has told how it went
    playing,
    done,      ///< over; at least one device proved that it sounded whole
    missed,    ///< over, and no device proved it
    stopped,   ///< an officer ended it before any device had played it whole
    cancelled, ///< taken out of the plan before it began
};

using DeliveryCounts = std::map<DeliveryState, std::int64_t>;

/// When the devices of a run begin: at one instant, or one slot after the other.
struct RunStarts {
    base::Instant first;
    base::Instant last;
};

/// Pure. A run without deliveries was taken out of the plan. `stopped` is how many of them an
/// officer's stop ended.
[[nodiscard]] RunState run_state(const DeliveryCounts& counts, std::int64_t stopped,
                                 const RunStarts& starts, std::int64_t duration_ms,
                                 base::Instant now);

struct RunFilter {
    std::vector<area::AreaPath> visible; ///< runs of these areas, or on devices in them
    std::optional<base::Instant> from;
    std::optional<base::Instant> to;
    std::string bulletin;
    std::string programme;
    std::string device;
    std::string after; ///< key of the page before
    std::size_t limit = 50;
};

struct ListedRun {
    Run run;
    RunStarts starts;
    DeliveryCounts counts; ///< of the devices that the reader may see
    RunState state = RunState::planned;
    std::optional<RunStop> stop; ///< when the state is `stopped`
};

/// One run as its devices' deliveries tell it.
[[nodiscard]] ListedRun list_run(storage::Connection& connection, const Run& run,
                                 const std::vector<area::AreaPath>& visible, base::Instant now);

struct RunPage {
    std::vector<ListedRun> runs; ///< in order of `at`
    std::string next;
};

[[nodiscard]] RunPage list_runs(storage::Connection& connection, const RunFilter& filter,
                                base::Instant now);

struct DeviceDelivery {
    DeliveryRow row;
    std::string device_name;
    area::AreaPath device_area;
    std::optional<device_protocol::PlayedProof> proof;
};

/// Of a run or command, on devices within `visible`, by name.
[[nodiscard]] std::vector<DeviceDelivery>
list_deliveries(storage::Connection& connection, std::string_view subject,
                const std::optional<RunId>& run, const std::vector<area::AreaPath>& visible);

struct ListedCommand {
    OrderedCommand command;
    DeliveryCounts counts;
};
struct CommandPage {
    std::vector<ListedCommand> commands; ///< newest first
    std::string next;
};
[[nodiscard]] CommandPage list_commands(storage::Connection& connection,
                                        const std::vector<area::AreaPath>& visible,
                                        std::string_view after, std::size_t limit);
[[nodiscard]] std::optional<OrderedCommand> find_command(storage::Connection& connection,
                                                         const CommandId& id);

struct EventFilter {
    std::vector<area::AreaPath> visible;
    std::string kind;
    std::string device;
    std::string after;
    std::size_t limit = 50;
};
struct EventPage {
    std::vector<StoredEvent> events; ///< newest first
    std::string next;
};
[[nodiscard]] EventPage list_device_events(storage::Connection& connection,
                                           const EventFilter& filter);

} // namespace broadcast
