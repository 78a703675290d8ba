#pragma once

#include "http/router.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace http {

/// Where the routes and an OpenAPI 3.1 document (JSON) disagree, one sentence each: a path or
/// method that only one of them has, another audience (`security`), another set of path parameters,
/// a missing or surplus Idempotency-Key parameter. Empty when they agree.
[[nodiscard]] std::vector<std::string> compare_with_openapi(const Router& router,
                                                            std::string_view document);

} // namespace http
