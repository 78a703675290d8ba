#pragma once

#include "base/result.hpp"

#include <boost/json/fwd.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace json {

struct Limits {
    std::size_t bytes_max = 1'048'576;
    std::size_t depth_max = 16;
};

/// Parses one JSON text. Refuses what is not UTF-8 or holds NUL, too deep, too large
/// (`json.malformed`, `json.too_large`). On equal member names the last one wins.
[[nodiscard]] base::Result<boost::json::value> parse(std::string_view text, Limits limits = {});

/// The text of a value; members in the order in which they were put.
[[nodiscard]] std::string to_text(const boost::json::value& value);

} // namespace json
