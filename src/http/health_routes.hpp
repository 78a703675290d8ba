#pragma once

#include "http/metrics.hpp"
#include "http/router.hpp"

namespace http {

/// `/healthz`: the process answers. `/readyz`: `ready` succeeds (database reachable, schema
/// current). `/metrics`: Prometheus. Both references must outlive the router's server.
void add_health_routes(Router& router, const Metrics& metrics,
                       std::function<base::Result<void>()> ready);

} // namespace http
