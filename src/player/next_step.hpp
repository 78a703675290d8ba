#pragma once

#include "player/planned_run.hpp"
#include "player/quiet_hours.hpp"

#include <functional>

namespace player {

/// What sounds now, or is being prepared to.
struct Sounding {
    PlannedRun run;
};

/// Everything the decision looks at.
struct Outlook {
    base::Instant now;
    bool clock_known = true; ///< false: only emergencies by command may sound
    /// False: no programme is stored, so that nothing can have been withdrawn from it.
    bool has_programme = true;
    const std::vector<PlannedRun>& runs;
    const RunMemory& memory;
    const std::optional<Sounding>& sounding;
    const std::vector<device_protocol::QuietHours>& quiet;
    const std::vector<device_protocol::ClashRule>& clashes;
    /// Is every sound file of the run on disk?
    const std::function<bool(const PlannedRun&)>& has_media;
    /// The sound output failed: nothing is begun before this instant.
    base::Instant output_ready_at{};
    /// How long the output needs before it carries sound: a transmitter that is switched off.
    base::Millis warm_up{0};
};

struct Start {
    RunId run;
    base::Instant at;             ///< when the first sample leaves
    std::int64_t position_ms = 0; ///< of that sample in the run
};

/// What sounds now ends.
struct Stop {
    device_protocol::Outcome outcome = device_protocol::Outcome::stopped;
    std::string reason;
    bool pause = false; ///< it goes on later where it stops
};

/// A run that will not sound any more, without having to be stopped. It may be one that only the
/// memory still knows: begun or paused, and withdrawn since; then its plan stands in its record.
struct Over {
    RunId run;
    device_protocol::Outcome outcome = device_protocol::Outcome::missed;
    std::string reason;
};

struct Step {
    std::optional<Stop> stop;
    std::optional<Start> start; ///< after the stop, if there is one
    std::vector<Over> over;
    std::vector<RunId> deferred;          ///< newly waiting for another run's end
    std::optional<base::Instant> wake_at; ///< look again then, whatever happens before
};

/// How long before its instant a run is prepared when nothing else sounds, and when something does.
inline constexpr base::Millis prepare_ahead = std::chrono::milliseconds(2000);
inline constexpr base::Millis change_ahead = std::chrono::milliseconds(400);
/// The shortest time from a decision to the first sample.
inline constexpr base::Millis lead = std::chrono::milliseconds(300);
/// How often a run whose files have not come yet is looked at again.
inline constexpr base::Millis media_poll = std::chrono::milliseconds(500);
/// Less than this is not worth joining.
inline constexpr base::Millis shortest_rest = std::chrono::milliseconds(500);

/// What to do now. Pure: the same outlook gives the same step. Spec section 8.
[[nodiscard]] Step next_step(const Outlook& outlook);

} // namespace player
