#pragma once

#include "http/message.hpp"

namespace http {

/// `GET`, `POST` …
[[nodiscard]] std::string_view method_name(Method method);

/// The headers that every reply carries unless its handler set them: request id, no sniffing, no
/// framing, our own content only (CSP), no caching without asking, HSTS over TLS.
void add_common_headers(const Request& request, Response& response);

/// IMF-fixdate (RFC 9110 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`.
[[nodiscard]] std::string http_date(base::Instant at);

/// 500 `http.internal_error`: a bug of ours; the log knows more under the request id.
[[nodiscard]] Response internal_error(const Request& request);

} // namespace http
