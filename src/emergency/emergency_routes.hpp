#pragma once

#include "emergency/emergency_desk.hpp"

namespace http {
class Router;
}

namespace emergency {

/// The desk must outlive the router's server.
void add_emergency_routes(http::Router& router, EmergencyDesk& desk);
void add_template_routes(http::Router& router, EmergencyDesk& desk);

} // namespace emergency
