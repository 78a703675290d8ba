#pragma once

#include "live/run_sessions.hpp"

/// What a live session does when it carries a station.
namespace live {

/// Writes down the turns that its relay has taken since the last call. True when no source is left
/// and the session has to end.
[[nodiscard]] base::Result<bool> note_turns(LiveDesk& desk, const Session& session);

} // namespace live
