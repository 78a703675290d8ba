#pragma once

#include "http/authenticators.hpp"
#include "identity/environment.hpp"

namespace http {
class Router;
}

namespace identity {

/// Everything below `/api/v1` that identity.openapi.yaml describes. `environment` must outlive the
/// router.
void add_identity_routes(http::Router& router, const Environment& environment);

/// The check of Audience::user for http::Authenticators.
[[nodiscard]] http::Authenticators::Check user_check(const Environment& environment);

// The parts of add_identity_routes.
void add_session_routes(http::Router& router, const Environment& environment);
void add_access_routes(http::Router& router, const Environment& environment);
void add_passkey_routes(http::Router& router, const Environment& environment);
void add_user_routes(http::Router& router, const Environment& environment);
void add_unit_routes(http::Router& router, const Environment& environment);

} // namespace identity
