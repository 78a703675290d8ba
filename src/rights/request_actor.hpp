#pragma once

#include "http/message.hpp"
#include "rights/actor.hpp"

namespace rights {

/// The actor whom the sign-in middleware put into the request. Only for routes of Audience::user,
/// where it is always there.
[[nodiscard]] const Actor& request_actor(const http::Request& request);

} // namespace rights
