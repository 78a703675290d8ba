#pragma once

#include "relay/manage_stations.hpp"

namespace http {
class Router;
}

namespace relay {

/// `/api/v1/stations…`
void add_station_routes(http::Router& router, StationDesk& desk);

} // namespace relay
