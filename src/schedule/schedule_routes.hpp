#pragma once

#include "schedule/planned_runs_sql.hpp"
#include "schedule/schedule_desk.hpp"

namespace http {
class Router;
}

namespace schedule {

/// Programmes, their preview, rules of units and planned runs; described in schedule.openapi.yaml.
/// All must outlive the router.
void add_schedule_routes(http::Router& router, ScheduleDesk& desk, SqlPlannedRuns& runs);

} // namespace schedule
