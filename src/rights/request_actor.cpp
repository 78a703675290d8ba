#include "rights/request_actor.hpp"

#include "base/ensure.hpp"

namespace rights {

const Actor& request_actor(const http::Request& request) {
    const auto* actor = std::any_cast<Actor>(&request.context);
    ENSURE(actor != nullptr);
    return *actor;
}

} // namespace rights
