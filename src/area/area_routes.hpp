#pragma once

#include "area/directory.hpp"
#include "base/clock.hpp"
#include "http/router.hpp"

namespace area {

/// Search, one unit, its children: public. Both must outlive the router's server.
void add_area_routes(http::Router& router, const Areas& areas, const base::Clock& clock);

} // namespace area
