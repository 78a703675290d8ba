#pragma once

#include "base/clock.hpp"
#include "storage/database.hpp"

namespace http {
class Router;
}

namespace app {

/// `/api/v1/outbox/parked`: what consumers of the outbox could not perform, for those who manage
/// settings. Payloads are not shown, because they may be of other areas. References must outlive
/// the router.
void add_outbox_routes(http::Router& router, storage::Database& database, const base::Clock& clock);

} // namespace app
