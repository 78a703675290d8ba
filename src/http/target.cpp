#include "http/target.hpp"

#include "base/text.hpp"
#include "base/try.hpp"

#include <algorithm>

namespace http {

namespace {

constexpr std::size_t target_bytes_max = 8192;
constexpr std::size_t query_members_max = 64;

base::Failure bad_target() {
    return base::fail(base::Fault::invalid, "http.bad_target", "Địa chỉ yêu cầu không đúng dạng.",
                      "The requested address is malformed.");
}

int hex_value(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

base::Result<std::string> read_path(std::string_view text) {
    if (text.empty() || text.front() != '/') {
        return bad_target();
    }
    std::string path;
    for (std::string_view rest = text.substr(1);;) {
        const auto end = rest.find('/');
        TRY_ASSIGN(const std::string segment, percent_decode(rest.substr(0, end), false));
        const bool last = end == std::string_view::npos;
        if ((segment.empty() && !last) || segment == "." || segment == ".." ||
            segment.find_first_of("/\\") != std::string::npos ||
            std::ranges::any_of(segment, is_control)) {
            return bad_target();
        }
        path += '/' + segment;
        if (last) {
            return path;
        }
        rest.remove_prefix(end + 1);
    }
}

base::Result<std::map<std::string, std::string>> read_query(std::string_view text) {
    std::map<std::string, std::string> query;
    while (!text.empty()) {
        const auto end = text.find('&');
        const std::string_view member = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
        if (member.empty()) {
            continue;
        }
        const auto equals = member.find('=');
        TRY_ASSIGN(std::string name, percent_decode(member.substr(0, equals), true));
        std::string value;
        if (equals != std::string_view::npos) {
            TRY_ASSIGN(value, percent_decode(member.substr(equals + 1), true));
        }
        if (!base::is_utf8(name) || !base::is_utf8(value)) {
            return bad_target();
        }
        query.insert_or_assign(std::move(name), std::move(value));
        if (query.size() > query_members_max) {
            return bad_target();
        }
    }
    return query;
}

} // namespace

base::Result<std::string> percent_decode(std::string_view text, bool plus_is_space) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus_is_space) {
            decoded += ' ';
        } else if (text[i] != '%') {
            decoded += text[i];
        } else {
            const int high = text.size() - i > 2 ? hex_value(text[i + 1]) : -1;
            const int low = text.size() - i > 2 ? hex_value(text[i + 2]) : -1;
            if (high < 0 || low < 0) {
                return bad_target();
            }
            decoded += static_cast<char>(high * 16 + low);
            i += 2;
        }
    }
    return decoded;
}

base::Result<Target> read_target(std::string_view target) {
    if (target.size() > target_bytes_max) {
        return bad_target();
    }
    const auto question = target.find('?');
    Target read;
    TRY_ASSIGN(read.path, read_path(target.substr(0, question)));
    if (!base::is_utf8(read.path)) {
        return bad_target();
    }
    if (question != std::string_view::npos) {
        TRY_ASSIGN(read.query, read_query(target.substr(question + 1)));
    }
    return read;
}

} // namespace http
