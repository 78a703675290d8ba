#pragma once

#include "http/message.hpp"

#include <memory>

namespace http {

enum class ParseFault : std::uint8_t {
    none,
    malformed,        ///< 400
    header_too_large, ///< 431
    body_too_large,   ///< 413
    unknown_method,   ///< 501
};

/// Reads one HTTP/1.1 or 1.0 request from bytes, strictly: what two readers could frame differently
/// (Content-Length with Transfer-Encoding, two lengths, bare LF, odd codings) is malformed. A
/// face on Beast's parser, whose templates stay in one file.
class RequestParser {
public:
    explicit RequestParser(std::size_t header_bytes_max);
    ~RequestParser();

    /// Takes bytes from the front and returns how many it took; the rest is to be given again with
    /// more. Stops after the head until accept_body.
    [[nodiscard]] std::size_t put(std::string_view bytes);
    [[nodiscard]] ParseFault fault() const;
    [[nodiscard]] bool head_done() const;
    /// Method, target and headers, once the head is done.
    void take_head(Request& request) const;
    [[nodiscard]] bool keep_alive() const;
    [[nodiscard]] bool is_http_1_1() const;
    [[nodiscard]] bool expects_continue() const;
    [[nodiscard]] bool has_body() const;
    [[nodiscard]] std::optional<std::uint64_t> content_length() const;

    void accept_body(std::size_t bytes_max);
    [[nodiscard]] std::size_t body_size() const;
    [[nodiscard]] bool done() const;
    /// What has arrived of it and was not taken yet.
    [[nodiscard]] std::string take_body();

private:
    [[nodiscard]] bool check_head_bytes(std::string_view bytes);
    void check_head();

    struct State;
    std::unique_ptr<State> state_;
};

} // namespace http
