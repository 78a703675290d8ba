#pragma once

#include "json/parse.hpp"

#include <boost/json/storage_ptr.hpp>

namespace json {

/// As parse, with every part of the value in `memory`, which must live longer. For small texts that
/// come by the thousand: each member would else be an allocation of its own.
[[nodiscard]] base::Result<boost::json::value>
parse_into(boost::json::storage_ptr memory, std::string_view text, Limits limits = {});

} // namespace json
