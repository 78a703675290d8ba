#include "json/parse_into.hpp"

#include "base/text.hpp"

#include <boost/json.hpp>

namespace json {

namespace {

bool has_nul(const boost::json::value& value) {
    if (const auto* text = value.if_string()) {
        return text->find('\0') != boost::json::string::npos;
    }
    if (const auto* array = value.if_array()) {
        for (const auto& item : *array) {
            if (has_nul(item)) {
                return true;
            }
        }
    }
    if (const auto* object = value.if_object()) {
        for (const auto& member : *object) {
            if (member.key().find('\0') != std::string_view::npos || has_nul(member.value())) {
                return true;
            }
        }
    }
    return false;
}

base::Failure malformed() {
    return base::fail(base::Fault::invalid, "json.malformed",
                      "Dữ liệu gửi lên không phải JSON hợp lệ (UTF-8, không có ký tự NUL).",
                      "The data sent is not valid JSON (UTF-8 without NUL).");
}

} // namespace

base::Result<boost::json::value> parse(std::string_view text, Limits limits) {
    return parse_into({}, text, limits);
}

base::Result<boost::json::value> parse_into(boost::json::storage_ptr memory, std::string_view text,
                                            Limits limits) {
    if (text.size() > limits.bytes_max) {
        return base::fail(base::Fault::too_large, "json.too_large", "Dữ liệu gửi lên quá lớn.",
                          "The data sent is too large.");
    }
    if (!base::is_utf8(text)) {
        return malformed();
    }
    boost::json::parse_options options;
    options.max_depth = limits.depth_max;
    boost::system::error_code error;
    boost::json::value value = boost::json::parse(
        boost::json::string_view(text.data(), text.size()), error, std::move(memory), options);
    // A string holds NUL only where the text has its escape; without one nothing is walked through.
    const bool may_have_nul = text.find("\\u0000") != std::string_view::npos;
    if (error || (may_have_nul && has_nul(value))) {
        return malformed();
    }
    return value;
}

std::string to_text(const boost::json::value& value) {
    return boost::json::serialize(value);
}

} // namespace json
