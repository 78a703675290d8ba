#pragma once

#include "storage/database.hpp"

namespace http {
class Router;
}

namespace audit {

/// `/api/v1/audit` and below. `database` must outlive the router.
void add_audit_routes(http::Router& router, storage::Database& database);

} // namespace audit
