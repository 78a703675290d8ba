#pragma once

#include "live/run_sessions.hpp"

namespace http {
class Router;
}

namespace live {

/// Channel of the hub for levels; see on_level of OnAir::Parts.
inline constexpr const char* level_channel = "live-levels";

/// `/api/v1/live-sessions…` for people.
void add_live_routes(http::Router& router, LiveDesk& desk);
/// `/live/{session}` for source clients of Icecast, the microphone of the owner's browser, and the
/// input of a device.
void add_source_routes(http::Router& router, LiveDesk& desk);
/// `/device/v1/live/{session}`.
void add_stream_routes(http::Router& router, LiveDesk& desk);

} // namespace live
