#pragma once

#include "live/run_sessions.hpp"

namespace live {

/// Relays that are planned begin when their time has come, are taken up again when they broke off,
/// and end with their programme. What keeps one from beginning is recorded. Call every half second,
/// and never in two processes at once.
void run_planned_relays(LiveDesk& desk);

} // namespace live
