#pragma once

#include "broadcast/device_inputs.hpp"
#include "live/run_sessions.hpp"
#include "live/taken_turn.hpp"

#include <string>

namespace live {

[[nodiscard]] base::Result<NewSession> read_new_session(std::string_view body);

/// What only the running process knows.
struct Present {
    std::int64_t listeners = 0; ///< devices that read the stream now
    bool connected = false;     ///< a source is sending
    std::string sounding;       ///< of a relay: name of the source that sounds
};
/// `abilities`: `stop`, and `speak` for the owner of a microphone session.
[[nodiscard]] std::string session_json(const Session& session, const Present& present,
                                       const rights::Actor& actor);
/// As above with the password of the source client.
[[nodiscard]] std::string opened_json(const Opened& opened, const rights::Actor& actor);
[[nodiscard]] std::string turn_json(const TakenTurn& turn);
[[nodiscard]] std::string input_json(const broadcast::DeviceInput& input);
/// For the audit log.
[[nodiscard]] std::string session_audit(const Session& session);
/// One line for the level stream.
[[nodiscard]] std::string level_json(const SessionId& session, const Level& level);

} // namespace live
