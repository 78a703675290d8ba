#pragma once

#include "content/targets.hpp"
#include "live/live_desk.hpp"
#include "relay/source_chain.hpp"

/// Use cases: a session is opened, goes on air, and ends.
namespace live {

struct NewSession {
    std::string title;
    content::Targets targets;
    BroadcastClass class_ = BroadcastClass::ordinary;
    SourceKind source = SourceKind::microphone;
    std::optional<relay::StationId> station; ///< of a relay
    std::optional<DeviceId> input_device;    ///< whose input is carried
    relay::ChainRules rules;                 ///< of a relay
    std::int64_t minutes = minutes_default;
    std::optional<std::int32_t> volume_percent;
    /// Spoken in this emergency: its title, its devices, its class and no longer than it.
    std::optional<emergency::EmergencyId> emergency;
};

struct Opened {
    Session session;
    std::string password; ///< for the source client; told once
};

/// Needs operate_devices at every target, in an emergency raise_emergency; of class priority also
/// approve_bulletins (`live.needs_approver`). Refuses
/// `live.bad_title`, `live.bad_minutes`, `live.which_station`,
/// `live.bad_silence`, `live.no_targets`, `broadcast.outside_hours`,
/// `live.devices_taken`; class emergency without an emergency that was raised by its rule
/// (`live.emergency_needed`), and in one a relay or other targets (`live.not_in_emergency`).
/// Devices of a lower session hear the new one; it goes on there afterwards.
[[nodiscard]] base::Result<Opened> open_session(LiveDesk& desk, const rights::Actor& actor,
                                                const NewSession& wanted);

/// `live.session_not_found`, `live.not_yours`. Ending an ended one again gives it back.
[[nodiscard]] base::Result<Session> stop_session(LiveDesk& desk, const rights::Actor& actor,
                                                 const SessionId& id);

/// Ends every session whose devices all stand within the area, but those of higher levels. Gives
/// how many.
[[nodiscard]] base::Result<std::int64_t>
stop_sessions_within(LiveDesk& desk, const rights::Actor& actor, const area::AreaPath& area);

/// The first sound has come.
[[nodiscard]] base::Result<void> note_on_air(LiveDesk& desk, const SessionId& id);

/// Ends what is due: limits and keep-alive. Call every half second.
void end_due_sessions(LiveDesk& desk);

/// For the source client's password.
[[nodiscard]] bool opens(const Session& session, std::string_view password);

} // namespace live
