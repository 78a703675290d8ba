#include "http/idempotency.hpp"

namespace http {

KeptReply keep_reply(const Response& response) {
    KeptReply kept{.status = response.status, .headers = {}, .body = response.body};
    for (const auto& [name, value] : response.headers) {
        kept.headers += name + ": " + value + '\n';
    }
    return kept;
}

Response replay(const KeptReply& reply) {
    Response response;
    response.status = reply.status;
    response.body = reply.body;
    std::string_view rest = reply.headers;
    while (!rest.empty()) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        const auto colon = line.find(": ");
        if (colon != std::string_view::npos) {
            response.headers.emplace(line.substr(0, colon), line.substr(colon + 2));
        }
    }
    response.headers.emplace("Idempotency-Replayed", "true");
    return response;
}

} // namespace http
