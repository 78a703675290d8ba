#pragma once

#include "device_protocol/event.hpp"
#include "device_protocol/signed_message.hpp"

#include <map>
#include <set>

namespace player {

using device_protocol::BroadcastClass;
using device_protocol::RunId;

/// A run this late still counts as on time for not_after and for Late::drop.
inline constexpr base::Millis late_tolerance = std::chrono::milliseconds(2000);

/// A live session: its sound comes while it sounds.
struct LiveSource {
    std::string session;
    base::Instant until; ///< its limit
};

/// Something that is to sound: from the programme or from a command.
struct PlannedRun {
    RunId run;
    std::optional<device_protocol::CommandId> cid;
    device_protocol::Tier tier = device_protocol::Tier::commune;
    BroadcastClass class_ = BroadcastClass::ordinary;
    base::Instant at;
    base::Instant not_after;
    device_protocol::Late late = device_protocol::Late::join;
    std::vector<device_protocol::ManifestItem> items;
    std::optional<std::int32_t> volume_percent;
    std::int64_t manifest_version = 0;
    std::optional<LiveSource> live; ///< instead of items
};

/// Each once, however often it sounds in the run.
[[nodiscard]] std::set<base::Sha256> files_of(const PlannedRun& run);

[[nodiscard]] std::vector<PlannedRun>
runs_of(const device_protocol::Signed<device_protocol::Manifest>& manifest);

/// A play or live command without its own instant begins `lead` after it was received. What comes
/// too late for its instant, but before it expires, is played from the beginning.
[[nodiscard]] PlannedRun run_of(const device_protocol::Signed<device_protocol::Command>& command,
                                base::Instant received_at, base::Millis lead);

/// How far a run has come on this device. Kept on disk: what is over is never begun again.
enum class Phase : std::uint8_t {
    untouched, ///< nothing sounded yet
    begun,     ///< at least the intention to sound was stored
    paused,    ///< gave way; goes on at resume_ms
    over,      ///< finished in whatever way; `outcome` says how
};

struct RunRecord {
    RunId run;
    Phase phase = Phase::untouched;
    bool deferred = false;      ///< it waited for another run, so it begins at its beginning
    std::int64_t resume_ms = 0; ///< when paused
    std::vector<device_protocol::PlayedPart> parts;
    std::optional<device_protocol::PlayedProof> proof; ///< when over
    base::Instant touched_at;                          ///< of the last change, for clearing up
    /// From the first intention to sound until it is over, as it was planned: a proof can be made
    /// of it even when no programme knows the run any more.
    std::optional<PlannedRun> plan;
};

/// Lookup of records by run; a run without a record is untouched.
class RunMemory {
public:
    [[nodiscard]] const RunRecord* find(const RunId& run) const;
    [[nodiscard]] Phase phase_of(const RunId& run) const;
    /// Replaces the record of that run.
    void put(RunRecord record);
    [[nodiscard]] const std::map<RunId, RunRecord>& records() const { return records_; }
    /// Forgets what is over and was touched before this instant.
    void forget_before(base::Instant limit);

private:
    std::map<RunId, RunRecord> records_;
};

} // namespace player
