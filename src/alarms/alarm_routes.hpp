#pragma once

#include "alarms/alarm_desk.hpp"

namespace http {
class Router;
}

namespace alarms {

/// The desk must outlive the router.
void add_alarm_routes(http::Router& router, AlarmDesk& desk, const AlarmRules& rules);

} // namespace alarms
