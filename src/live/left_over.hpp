#pragma once

#include "live/live_desk.hpp"

/// What a server that was ended or killed left behind: sessions that are open, and recordings that
/// nobody writes any more.
namespace live {

/// At the start of the server, before sessions are opened: what is open is over
/// (`server_restarted`). What was recorded of a session becomes its archived item, up to the last
/// whole second; files that belong to no session, or to none that has no recording, are removed.
/// One that the store of sounds does not take now stays for the next start.
[[nodiscard]] base::Result<void> close_left_over(LiveDesk& desk);

} // namespace live
