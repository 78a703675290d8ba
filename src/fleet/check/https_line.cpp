#include "fleet/check/https_line.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

namespace fleet::check {

namespace {

constexpr std::size_t request_bytes_max = 65'536;

std::string header_of(std::string_view head, std::string_view name) {
    while (!head.empty()) {
        const std::string_view line = head.substr(0, head.find("\r\n"));
        head.remove_prefix(std::min(head.size(), line.size() + 2));
        const std::size_t colon = line.find(':');
        if (colon != std::string_view::npos && base::to_lower(line.substr(0, colon)) == name) {
            return std::string(base::trim(line.substr(colon + 1)));
        }
    }
    return "";
}

} // namespace

void HttpsLine::arrived(std::string_view bytes) {
    buffer_.append(bytes);
    while (is_open() && take_request()) {
    }
    if (buffer_.size() > request_bytes_max) {
        close();
    }
}

bool HttpsLine::take_request() {
    const std::size_t end = buffer_.find("\r\n\r\n");
    if (end == std::string::npos) {
        return false;
    }
    const std::string_view head(buffer_.data(), end);
    const std::size_t length =
        static_cast<std::size_t>(std::atoll(header_of(head, "content-length").c_str()));
    if (buffer_.size() < end + 4 + length) {
        return false;
    }
    HttpRequest request;
    const std::string_view first = head.substr(0, head.find("\r\n"));
    const std::size_t space = first.find(' ');
    const std::size_t next = first.find(' ', space + 1);
    if (space == std::string_view::npos || next == std::string_view::npos) {
        close();
        return false;
    }
    request.method = first.substr(0, space);
    request.path = first.substr(space + 1, next - space - 1);
    request.authorization = header_of(head, "authorization");
    request.range = header_of(head, "range");
    request.body = buffer_.substr(end + 4, length);
    buffer_.erase(0, end + 4 + length);
    const HttpReply reply = answer_(request);
    send(fmt::format("HTTP/1.1 {} {}\r\nContent-Length: {}\r\nContent-Type: application/json\r\n"
                     "\r\n{}",
                     reply.status, reply.status < 300 ? "OK" : "Refused", reply.body.size(),
                     reply.body));
    return true;
}

} // namespace fleet::check
