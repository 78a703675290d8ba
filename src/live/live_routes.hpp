#pragma once

#include "live/run_sessions.hpp"

namespace http {
class Router;
struct Response;
} // namespace http

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
/// `/api/v1/talk-backs…` for people.
void add_talk_back_routes(http::Router& router, LiveDesk& desk);

/// How loud one of them is, as Server-Sent Events. Who may know is asked before.
[[nodiscard]] http::Response levels_of(const SessionId& id);

} // namespace live
