#pragma once

#include "schedule/miss.hpp"
#include "storage/database.hpp"

namespace schedule {

// The rows of missed runs. All run in the caller's read or transaction and throw
// storage::DatabaseError when the world is broken.

/// A planned run whose bulletin asks for more than dropping.
struct WatchedRun {
    RunId run;
    ProgrammeId programme;
    base::Instant nominal_at;
};
/// Those whose nominal start lies within the span.
[[nodiscard]] std::vector<WatchedRun> watched_runs(storage::Connection& connection,
                                                   const InstantSpan& span);

/// A run that planning itself refused on a device, of a programme with such a bulletin.
struct RefusedRun {
    ProgrammeId programme;
    base::Instant nominal_at;
    device_protocol::DeviceId device;
    std::string reason;
};
[[nodiscard]] std::vector<RefusedRun> refused_runs(storage::Connection& connection,
                                                   const InstantSpan& span);

/// The next planned start of the programme after `now` that plays the bulletin.
[[nodiscard]] std::optional<base::Instant> next_run_with(storage::Connection& connection,
                                                         const ProgrammeId& programme,
                                                         const content::BulletinId& bulletin,
                                                         base::Instant now);

/// Which of the devices have no decision yet for this miss.
[[nodiscard]] std::vector<device_protocol::DeviceId>
undecided(storage::Connection& connection, const ProgrammeId& programme,
          const content::BulletinId& bulletin, base::Instant nominal_at,
          const std::vector<device_protocol::DeviceId>& devices);

void insert_missed_run(storage::Transaction& transaction, const MissedRun& missed);
/// False when another version is stored than the one before `missed.version`.
[[nodiscard]] bool update_missed_run(storage::Transaction& transaction, const MissedRun& missed);
[[nodiscard]] std::optional<MissedRun> find_missed_run(storage::Connection& connection,
                                                       const MissedRunId& id);

struct MissedRunFilter {
    std::vector<area::AreaPath> visible;
    std::optional<MissVerdict> verdict;
    std::optional<MissedRunId> after;
    std::size_t limit = 50;
};
/// Newest first.
[[nodiscard]] std::vector<MissedRun> list_missed_runs(storage::Connection& connection,
                                                      const MissedRunFilter& filter);

} // namespace schedule
