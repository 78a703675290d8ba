#pragma once

#include "base/result.hpp"

#include <map>
#include <string>
#include <string_view>

namespace http {

/// A request target in origin form, taken apart and decoded.
struct Target {
    std::string path;
    std::map<std::string, std::string> query;
};

/// Refuses (`http.bad_target`) what two readers could read differently: not UTF-8, NUL or other
/// control characters, encoded slashes, `.`, `..` and empty path segments, broken percent escapes,
/// more than 64 query members, more than 8192 bytes.
[[nodiscard]] base::Result<Target> read_target(std::string_view target);

/// RFC 3986 2.1; in queries also `+` for a space. Refuses broken escapes only.
[[nodiscard]] base::Result<std::string> percent_decode(std::string_view text, bool plus_is_space);

} // namespace http
