#pragma once

#include "updates/update_desk.hpp"

namespace http {
class Router;
}

namespace updates {

/// `/api/v1/updates/…` for people, `/device/v1/update…` for devices. The desk must outlive the
/// router.
void add_update_routes(http::Router& router, UpdateDesk& desk);

} // namespace updates
