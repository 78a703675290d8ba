#pragma once

#include "base/result.hpp"
#include "http/message.hpp"

namespace http {

/// A strong entity tag with its quotes, from the bytes of a body.
[[nodiscard]] std::string etag_of(std::string_view body);
/// A strong entity tag with its quotes, from a row's version number.
[[nodiscard]] std::string version_etag(std::int64_t version);
/// True when If-None-Match names this tag or `*` (RFC 9110 13.1.2, weak comparison).
[[nodiscard]] bool none_match_holds(const Request& request, std::string_view etag);
/// For edits: refuses `http.if_match_required` (428) without If-Match, and
/// `http.changed_meanwhile` (412) when it does not name `etag` (RFC 9110 13.1.1).
[[nodiscard]] base::Result<void> require_if_match(const Request& request, std::string_view etag);

} // namespace http
