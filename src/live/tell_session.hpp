#pragma once

#include "live/live_desk.hpp"

namespace live {

/// To every console that is open: the session has changed.
void tell_session(LiveDesk& desk, const Session& session);

} // namespace live
