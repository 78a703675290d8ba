#pragma once

#include "http/message.hpp"

namespace http {

/// Who calls: what a handler finds in Request::context and Request::subject.
struct Caller {
    std::string subject; ///< stable text such as `user/0197…`; the key of rates and idempotency
    std::any context;    ///< `rights::Actor` for users; see rights/request_actor.hpp
};

/// How each audience proves who it is; set by the composition root. A check runs on a worker thread
/// before the handler; its error becomes the answer. A missing check refuses everybody.
struct Authenticators {
    using Check = std::function<base::Result<Caller>(const Request&)>;
    Check user;
    Check device;
    Check metrics;
};

} // namespace http
