#pragma once

#include "schedule/schedule_desk.hpp"

namespace http {
class Router;
}

namespace schedule {

/// `/api/v1/stagger`: who speaks after whom, and how long all of them need. The desk must outlive
/// the router.
void add_stagger_routes(http::Router& router, ScheduleDesk& desk);

} // namespace schedule
