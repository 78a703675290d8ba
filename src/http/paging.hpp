#pragma once

#include "base/result.hpp"
#include "http/message.hpp"

#include <string>
#include <vector>

namespace http {

inline constexpr unsigned page_limit_default = 50;
inline constexpr unsigned page_limit_max = 200;

/// What a list request asks for. `after` is the row key after which to go on, empty for the start.
struct Paging {
    unsigned limit = page_limit_default;
    std::string after;
};

/// Reads `limit` and `after` of the query (`http.bad_paging`). Query one row more than `limit`, to
/// know whether there is a next page.
[[nodiscard]] base::Result<Paging> read_paging(const Request& request);
/// The opaque form of a row key, for `next`.
[[nodiscard]] std::string page_cursor(std::string_view key);
/// `{"items":[…],"next":"…"}` from items that are JSON texts already; `next_key` empty on the last
/// page.
[[nodiscard]] Response page_response(const std::vector<std::string>& items,
                                     std::string_view next_key);

} // namespace http
