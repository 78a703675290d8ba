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
};

struct Opened {
    Session session;
    std::string password; ///< for the source client; told once
};

/// Needs operate_devices at every target, for an emergency raise_emergency. Refuses
/// `live.bad_title`, `live.bad_minutes`, `live.which_station`,
/// `live.bad_silence`, `live.no_targets`, `broadcast.outside_hours`,
/// `live.devices_taken`. Devices of a lower session hear the new one; it goes on there afterwards.
[[nodiscard]] base::Result<Opened> open_session(LiveDesk& desk, const rights::Actor& actor,
                                                const NewSession& wanted);

/// `live.session_not_found`, `live.not_yours`. Ending an ended one again gives it back.
[[nodiscard]] base::Result<Session> stop_session(LiveDesk& desk, const rights::Actor& actor,
                                                 const SessionId& id);

/// The first sound has come.
[[nodiscard]] base::Result<void> note_on_air(LiveDesk& desk, const SessionId& id);

/// Ends what is due: limits and keep-alive. Call every half second.
void end_due_sessions(LiveDesk& desk);

/// For the source client's password.
[[nodiscard]] bool opens(const Session& session, std::string_view password);

} // namespace live
