#include "area/area_path.hpp"

#include <algorithm>

namespace area {

namespace {

constexpr std::size_t levels_max = 6;
constexpr std::size_t code_length_max = 20;

bool is_code(std::string_view code) {
    return !code.empty() && code.size() <= code_length_max && std::ranges::all_of(code, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '-';
    });
}

} // namespace

base::Result<AreaPath> AreaPath::parse(std::string_view text) {
    std::vector<AreaCode> codes;
    while (!text.empty()) {
        const auto end = text.find('/');
        const std::string_view code = text.substr(0, end);
        const bool ends_with_slash = end != std::string_view::npos && end + 1 == text.size();
        if (!is_code(code) || codes.size() == levels_max || ends_with_slash) {
            return base::fail(base::Fault::invalid, "area.bad_path",
                              "Mã địa bàn không đúng dạng, ví dụ đúng: 91/31069.",
                              "The area is malformed; a right one is 91/31069.");
        }
        codes.emplace_back(code);
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    }
    return AreaPath(std::move(codes));
}

bool AreaPath::covers(const AreaPath& other) const {
    return codes_.size() <= other.codes_.size() &&
           std::equal(codes_.begin(), codes_.end(), other.codes_.begin());
}

std::string to_text(const AreaPath& path) {
    std::string text;
    for (const AreaCode& code : path.codes()) {
        text += text.empty() ? "" : "/";
        text += code;
    }
    return text;
}

} // namespace area
