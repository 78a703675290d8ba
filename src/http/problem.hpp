#pragma once

#include "http/message.hpp"

namespace http {

/// As problem_response with a status of the server's own (405, 408, 416, 431 …), for refusals that
/// come from HTTP itself and not from a use case.
[[nodiscard]] Response problem_with_status(int status, const base::Error& error,
                                           const Request& request);

} // namespace http
