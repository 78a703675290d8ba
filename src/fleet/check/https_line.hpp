#pragma once

#include "fleet/stream.hpp"

#include <functional>

namespace fleet::check {

struct HttpRequest {
    std::string method;
    std::string path;
    std::string authorization;
    std::string range;
    std::string body;
};
struct HttpReply {
    int status = 200;
    std::string body;
};

/// One HTTP/1.1 connection of a device: requests with a length, replies at once. Enough for the
/// three addresses of the specification.
class HttpsLine final : public Stream {
public:
    using Answer = std::function<HttpReply(const HttpRequest&)>;
    HttpsLine(Loop& loop, Answer answer) : Stream(loop), answer_(std::move(answer)) {}

private:
    void opened() override {}
    void arrived(std::string_view bytes) override;
    void closed() override {}
    /// False: more bytes are needed.
    bool take_request();

    Answer answer_;
    std::string buffer_;
};

} // namespace fleet::check
