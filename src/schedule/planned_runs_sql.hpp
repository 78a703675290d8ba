#pragma once

#include "schedule/planned_runs.hpp"
#include "schedule/timeline.hpp"
#include "storage/database.hpp"

#include <span>

namespace schedule {

/// A run as it is published to one device.
struct PublishedRun {
    const TimelineRun* run = nullptr;
    const Programme* programme = nullptr;
    DevicePlacement placement;
    std::string fingerprint; ///< of everything the device is told about it
};

/// Why a device plays an occurrence otherwise than its programme says, or not at all.
struct PublishedDecision {
    ProgrammeId programme;
    base::Instant nominal_at;
    std::int32_t play = 0;
    Reason reason = Reason::overlap;
    base::Message message;
};

/// What one device is to play from now on.
struct DevicePlanRows {
    device_protocol::DeviceId device;
    std::vector<PublishedRun> runs; ///< ascending by start
    std::vector<PublishedDecision> decisions;
};

/// Those whose device is told something else now than these plans say, or was decided otherwise
/// about. Only reads, so that planning the whole country again costs no writer's turn.
[[nodiscard]] std::vector<const DevicePlanRows*>
differing(storage::Connection& connection, std::span<const DevicePlanRows* const> plans,
          base::Instant now);
/// Replaces what the device plays from `now` on, if it differs; true when it did. `change` numbers
/// the change.
bool publish_device(storage::Transaction& transaction, const DevicePlanRows& plan,
                    std::int64_t change, base::Instant now);
/// The next number of a change; holds back other publishers until the transaction ends.
[[nodiscard]] std::int64_t next_change(storage::Transaction& transaction);

/// One recorded decision about a device, for "why did it not sound?".
struct RecordedDecision {
    ProgrammeId programme;
    std::string programme_title;
    base::Instant nominal_at;
    std::int32_t play = 0;
    std::string reason;
    base::Message message;
};

/// Decisions about occurrences with from <= nominal start < to, in order of that.
[[nodiscard]] std::vector<RecordedDecision>
recorded_decisions(storage::Connection& connection, const device_protocol::DeviceId& device,
                   base::Instant from, base::Instant to);

class SqlPlannedRuns final : public PlannedRunQueries {
public:
    /// The database must outlive this.
    explicit SqlPlannedRuns(storage::Database& database) : database_(database) {}

    [[nodiscard]] base::Result<std::vector<ChangeCursor>>
    changed_devices(const ChangeCursor& after, std::size_t limit) override;
    [[nodiscard]] base::Result<std::vector<PlannedRun>>
    runs_for_device(const device_protocol::DeviceId& device, base::Instant from,
                    base::Instant to) override;
    [[nodiscard]] base::Result<std::optional<PlannedRun>> find_run(const RunId& run) override;
    [[nodiscard]] base::Result<std::vector<Placement>> devices_of(const RunId& run) override;
    /// Runs of programmes of the area and below, each once with its earliest start, from <= at <
    /// to.
    [[nodiscard]] base::Result<std::vector<PlannedRun>>
    runs_in_area(const std::vector<area::AreaPath>& areas, base::Instant from, base::Instant to,
                 std::size_t limit);
    [[nodiscard]] base::Result<std::vector<RecordedDecision>>
    decisions_for_device(const device_protocol::DeviceId& device, base::Instant from,
                         base::Instant to);

private:
    storage::Database& database_;
};

} // namespace schedule
