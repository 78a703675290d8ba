#include "json/described.hpp"

namespace json::detail {

std::string child(const std::string& pointer, std::string_view member) {
    std::string path = pointer + "/";
    for (const char c : member) { // RFC 6901, section 3
        if (c == '~') {
            path += "~0";
        } else if (c == '/') {
            path += "~1";
        } else {
            path += c;
        }
    }
    return path;
}

std::string child(const std::string& pointer, std::size_t index) {
    return pointer + "/" + std::to_string(index);
}

void wrong_type(Faults& faults, const std::string& pointer, std::string_view vi,
                std::string_view en) {
    faults.add(pointer, std::string(vi), std::string(en));
}

std::string_view described_name(const char* name) {
    std::string_view text(name);
    if (text.ends_with('_')) {
        text.remove_suffix(1);
    }
    return text;
}

} // namespace json::detail
