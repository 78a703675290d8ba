#pragma once

#include "area/directory.hpp"
#include "area/editor.hpp"
#include "area/village_store.hpp"
#include "base/clock.hpp"
#include "http/router.hpp"

namespace area {

/// What the village routes work with. All must outlive the router's server.
struct VillageParts {
    VillageStore& store;
    const Areas& areas;
    const base::Clock& clock;
    /// Who sent the request, for routes of Audience::user.
    std::function<Editor(const http::Request&)> editor_of;
};

void add_village_routes(http::Router& router, VillageParts parts);

} // namespace area
