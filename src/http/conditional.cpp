#include "http/conditional.hpp"

#include "base/text.hpp"
#include "crypto/digest.hpp"

namespace http {

namespace {

constexpr std::size_t etag_digits = 32;

/// True when the list names the tag. Weak tags (`W/"…"`) match only when asked for.
bool lists_tag(std::string_view list, std::string_view etag, bool weakly) {
    if (base::trim(list) == "*") {
        return true;
    }
    while (!list.empty()) {
        const auto comma = list.find(',');
        std::string_view tag = base::trim(list.substr(0, comma));
        if (weakly && tag.starts_with("W/")) {
            tag.remove_prefix(2);
        }
        if (tag == etag) {
            return true;
        }
        list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 1);
    }
    return false;
}

} // namespace

std::string etag_of(std::string_view body) {
    return '"' + base::to_text(crypto::sha256(body)).substr(0, etag_digits) + '"';
}

std::string version_etag(std::int64_t version) {
    return "\"v" + std::to_string(version) + '"';
}

bool none_match_holds(const Request& request, std::string_view etag) {
    const std::string_view list = request.header("If-None-Match");
    return !list.empty() && !etag.empty() && lists_tag(list, etag, true);
}

base::Result<void> require_if_match(const Request& request, std::string_view etag) {
    const std::string_view list = request.header("If-Match");
    if (list.empty()) {
        return base::fail(base::Fault::conflict, "http.if_match_required",
                          "Thiếu phiên bản đang sửa. Hãy mở lại rồi sửa.",
                          "Say which version is edited: send its ETag as If-Match.");
    }
    if (!lists_tag(list, etag, false)) {
        return base::fail(base::Fault::conflict, "http.changed_meanwhile",
                          "Người khác vừa sửa nội dung này. Hãy mở lại để xem bản mới rồi sửa.",
                          "Somebody has changed this meanwhile. Read it again, then edit.");
    }
    return {};
}

} // namespace http
