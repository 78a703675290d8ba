#pragma once

#include "keys/key_ring.hpp"

namespace http {
class Router;
}

namespace keys {

/// `/api/v1/keys…` for administrators, `/device/v1/keys` for devices. The ring must outlive the
/// router.
void add_key_routes(http::Router& router, KeyRing& ring);

} // namespace keys
