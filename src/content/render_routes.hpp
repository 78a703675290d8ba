#pragma once

#include "content/render_desk.hpp"

namespace http {
class Router;
}

namespace content {

/// `/api/v1/bulletins/{id}/render` and `/api/v1/render-jobs/{id}`: wish for a bulletin's sound, see
/// how far it is, take the wish back. The desk must outlive the router.
void add_render_routes(http::Router& router, RenderDesk& desk);

/// What `render.changed` tells on the live channel: the job's id, bulletin, area, state, progress.
[[nodiscard]] std::string render_event(const RenderJob& job);

} // namespace content
