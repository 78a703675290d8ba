#pragma once

#include "alarms/given_up_store.hpp"

namespace http {
class Router;
}

namespace alarms {

/// `/api/v1/alarm-notices/…`. `store` must outlive the router.
void add_given_up_routes(http::Router& router, GivenUpNotices& store);

} // namespace alarms
