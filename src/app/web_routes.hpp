#pragma once

#include "base/result.hpp"

#include <filesystem>

namespace http {
class Router;
}

namespace app {

/// `GET /api/v1/events`: live changes, of which each person gets those of the areas that they may
/// see.
void add_event_routes(http::Router& router);
/// `GET /api/v1/openapi.json`: the document that is built in.
void add_openapi_route(http::Router& router);
/// The built console below `/`. `directory` empty: `web` beside the program, or web/dist of the
/// source tree when there is none installed; without either only the API is served, which is said
/// in the log.
[[nodiscard]] base::Result<void> add_web_application(http::Router& router,
                                                     const std::filesystem::path& directory);

} // namespace app
