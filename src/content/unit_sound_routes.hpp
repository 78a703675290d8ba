#pragma once

#include "content/unit_sound_desk.hpp"
#include "http/router.hpp"

namespace content {

/// The desk must outlive the router.
void add_unit_sound_routes(http::Router& router, UnitSoundDesk& desk);

} // namespace content
