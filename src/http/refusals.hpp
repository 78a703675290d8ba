#pragma once

#include "http/request_parser.hpp"

namespace http {

/// What a connection itself answers, before or instead of a handler.
[[nodiscard]] Response busy(const Request& request);
[[nodiscard]] Response too_slow(const Request& request);
[[nodiscard]] Response took_too_long(const Request& request);
[[nodiscard]] Response body_too_large(const Request& request, std::size_t bytes_max);
[[nodiscard]] Response too_many_connections(const Request& request);
[[nodiscard]] Response fault_response(ParseFault fault, const Request& request);

} // namespace http
