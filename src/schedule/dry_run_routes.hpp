#pragma once

#include "schedule/schedule_desk.hpp"

namespace http {
class Router;
}

namespace schedule {

/// `/api/v1/dry-runs`: what would be heard at a place on a day. The desk must outlive the router.
void add_dry_run_routes(http::Router& router, ScheduleDesk& desk);

} // namespace schedule
