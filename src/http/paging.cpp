#include "http/paging.hpp"

#include "base/hash.hpp"
#include "base/text.hpp"
#include "base/try.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <charconv>

namespace http {

namespace {

constexpr std::size_t cursor_bytes_max = 512;

base::Failure bad_paging() {
    return base::fail(
        base::Fault::invalid, "http.bad_paging",
        "Số dòng mỗi trang phải từ 1 đến 200, và vị trí trang phải lấy từ trang trước.",
        "limit must be 1 to 200, and after must come from the page before.");
}

/// base64 with the two characters that mean something in a query replaced (RFC 4648 5).
std::string swap_alphabet(std::string text, std::string_view from, std::string_view to) {
    std::ranges::replace(text, from[0], to[0]);
    std::ranges::replace(text, from[1], to[1]);
    return text;
}

} // namespace

base::Result<Paging> read_paging(const Request& request) {
    Paging paging;
    if (const auto limit = request.query_value("limit")) {
        const char* end = limit->data() + limit->size();
        const auto [rest, error] = std::from_chars(limit->data(), end, paging.limit);
        if (error != std::errc{} || rest != end || paging.limit == 0 ||
            paging.limit > page_limit_max) {
            return bad_paging();
        }
    }
    if (const auto after = request.query_value("after"); after && !after->empty()) {
        auto key = base::from_base64(swap_alphabet(*after, "-_", "+/"));
        if (after->size() > cursor_bytes_max || !key || !base::is_utf8(*key)) {
            return bad_paging();
        }
        paging.after = std::move(*key);
    }
    return paging;
}

std::string page_cursor(std::string_view key) {
    return swap_alphabet(base::to_base64(key), "+/", "-_");
}

Response page_response(const std::vector<std::string>& items, std::string_view next_key) {
    std::string body = "{\"items\":[";
    for (const std::string& item : items) {
        body += body.back() == '[' ? "" : ",";
        body += item;
    }
    body += ']';
    if (!next_key.empty()) {
        body += ",\"next\":" + boost::json::serialize(boost::json::string(page_cursor(next_key)));
    }
    body += '}';
    return json_response(200, std::move(body));
}

} // namespace http
