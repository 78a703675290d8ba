#include "http/request_parser.hpp"

#include "base/ensure.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

/// Reads any bytes as requests, in pieces whose size the first byte gives. Whole and in pieces the
/// outcome must be the same, and a body never over its limit.
namespace {

struct Outcome {
    http::ParseFault fault = http::ParseFault::none;
    bool done = false;
    std::string target;
    std::string body;

    friend bool operator==(const Outcome&, const Outcome&) = default;
};

Outcome read(std::string_view text, std::size_t piece) {
    constexpr std::size_t body_bytes_max = 64;
    http::RequestParser parser(1024);
    std::string buffer;
    bool accepted = false;
    while (parser.fault() == http::ParseFault::none && !(accepted && parser.done())) {
        const std::size_t used = parser.put(buffer);
        buffer.erase(0, used);
        if (parser.head_done() && parser.fault() == http::ParseFault::none && !accepted) {
            accepted = true;
            parser.accept_body(body_bytes_max);
            continue;
        }
        if (used == 0) {
            if (text.empty()) {
                break;
            }
            buffer += text.substr(0, piece);
            text.remove_prefix(std::min(piece, text.size()));
        }
    }
    Outcome outcome{
        .fault = parser.fault(), .done = accepted && parser.done(), .target = {}, .body = {}};
    if (outcome.done && outcome.fault == http::ParseFault::none) {
        http::Request request;
        parser.take_head(request);
        outcome.target = request.target;
        outcome.body = parser.take_body();
        ENSURE(outcome.body.size() <= body_bytes_max);
    }
    return outcome;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    if (size == 0) {
        return 0;
    }
    const std::string_view text(reinterpret_cast<const char*>(bytes) + 1, size - 1);
    const Outcome whole = read(text, text.size() + 1);
    const Outcome pieces = read(text, std::size_t{bytes[0]} % 16 + 1);
    if (whole.done && whole.fault == http::ParseFault::none) {
        ENSURE(whole == pieces);
    }
    return 0;
}
