#pragma once

#include "schedule/judge_misses.hpp"

namespace http {
class Router;
}

namespace schedule {

/// `/api/v1/missed-runs`: what was missed, what became of it, and the questions that wait for an
/// officer. The desk must outlive the router.
void add_missed_run_routes(http::Router& router, ScheduleDesk& desk);

} // namespace schedule
