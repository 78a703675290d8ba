#pragma once

#include "rights/actor.hpp"
#include "schedule/preview.hpp"
#include "schedule/schedule_desk.hpp"

namespace schedule {

/// What an officer sends to see or save a programme. Id, state, version and times of change in it
/// are ignored, except the id of a new one.
struct ProgrammeProposal {
    Programme programme;
    /// Start a few seconds from now instead of at its days and times.
    bool play_now = false;
    /// The clashes and refusals of the preview were seen and are accepted.
    bool accept_conflicts = false;
    /// An emergency may break quiet hours; its second confirmation.
    bool confirm_quiet_hours = false;
};

/// What saving would do; changes nothing.
[[nodiscard]] base::Result<Preview> preview_programme(ScheduleDesk& desk,
                                                      const rights::Actor& actor,
                                                      const ProgrammeProposal& proposal);

/// Saves a new programme (`seen` absent) or replaces the seen version of an existing one, then
/// publishes its runs. Refusals: `rights.forbidden`, `schedule.wrong_programme`,
/// `schedule.not_allowed_then` with the reason and what would be allowed,
/// `schedule.needs_decision` with every clash, `schedule.confirm_quiet_hours`,
/// `schedule.target_outside_unit`, `schedule.class_not_approved`,
/// `schedule.recording_needs_approver`, `schedule.changed_meanwhile`, those of content/, and of a
/// relay `relay.station_not_found`, `relay.no_stream`.
[[nodiscard]] base::Result<Programme> save_programme(ScheduleDesk& desk, const rights::Actor& actor,
                                                     ProgrammeProposal proposal,
                                                     const std::optional<std::int64_t>& seen);

/// Stops it for good: runs that have not begun are taken back from the devices.
[[nodiscard]] base::Result<Programme> cancel_programme(ScheduleDesk& desk,
                                                       const rights::Actor& actor,
                                                       const ProgrammeId& id,
                                                       const std::string& reason);

} // namespace schedule
