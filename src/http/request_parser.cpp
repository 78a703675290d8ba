#include "http/request_parser.hpp"

#include "base/text.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>
#include <utility>

namespace http {

namespace beast = boost::beast;

namespace {

using Parser = beast::http::request_parser<beast::http::string_body>;

constexpr std::size_t headers_max = 100;
/// `0\r\n\r\n`, what every chunked body still has to bring. Beast 1.81 stops the process by an
/// assertion when the first chunk is the last one and arrives in smaller pieces.
constexpr std::size_t last_chunk_bytes_min = 5;

std::string_view view(boost::beast::string_view text) {
    return {text.data(), text.size()};
}

std::optional<Method> method_of(beast::http::verb verb) {
    switch (verb) {
    case beast::http::verb::get:
        return Method::get;
    case beast::http::verb::head:
        return Method::head;
    case beast::http::verb::post:
        return Method::post;
    case beast::http::verb::put:
        return Method::put;
    case beast::http::verb::patch:
        return Method::patch;
    case beast::http::verb::delete_:
        return Method::delete_;
    case beast::http::verb::options:
        return Method::options;
    default:
        return std::nullopt;
    }
}

/// Beast does not know this word of Icecast's.
constexpr std::string_view source_method = "SOURCE";

ParseFault fault_of(const boost::system::error_code& error) {
    if (error == beast::http::error::header_limit) {
        return ParseFault::header_too_large;
    }
    return error == beast::http::error::body_limit ? ParseFault::body_too_large
                                                   : ParseFault::malformed;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
    const NameLess less;
    return !less(a, b) && !less(b, a);
}

/// Beast reads a list of equal lengths as one; another reader may not.
bool is_digits(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// A lone LF can end a line for a lenient reader in front of us but not for Beast, and the other
/// way round; so it is refused before parsing, within the head only.
bool has_bare_line_feed(std::string_view head) {
    for (std::size_t at = head.find('\n'); at != std::string_view::npos;
         at = head.find('\n', at + 1)) {
        if (at == 0 || head[at - 1] != '\r') {
            return true;
        }
    }
    return false;
}

} // namespace

struct RequestParser::State {
    Parser parser;
    ParseFault fault = ParseFault::none;
    bool body_accepted = false;
    std::size_t header_bytes_max = 0;
};

RequestParser::RequestParser(std::size_t header_bytes_max) : state_(std::make_unique<State>()) {
    state_->header_bytes_max = header_bytes_max;
    state_->parser.header_limit(static_cast<std::uint32_t>(header_bytes_max));
    state_->parser.body_limit(boost::none);
    state_->parser.eager(false);
}

RequestParser::~RequestParser() = default;

std::size_t RequestParser::put(std::string_view bytes) {
    State& state = *state_;
    std::size_t taken = 0;
    while (taken < bytes.size() && state.fault == ParseFault::none && !done()) {
        if (state.parser.is_header_done() && !state.body_accepted) {
            break;
        }
        const bool in_head = !state.parser.is_header_done();
        const std::string_view rest = bytes.substr(taken);
        if (in_head && !check_head_bytes(rest)) {
            break;
        }
        if (!in_head && state.parser.chunked() && rest.size() < last_chunk_bytes_min) {
            break;
        }
        boost::system::error_code error;
        const std::size_t used =
            state.parser.put(boost::asio::const_buffer(rest.data(), rest.size()), error);
        taken += used;
        if (error == beast::http::error::need_more) {
            break;
        }
        if (error) {
            state.fault = fault_of(error);
        } else if (in_head && state.parser.is_header_done()) {
            check_head();
        } else if (used == 0) {
            break;
        }
    }
    return taken;
}

/// What is checked before Beast sees the bytes of a head: the same whether they come whole or in
/// pieces.
bool RequestParser::check_head_bytes(std::string_view bytes) {
    constexpr std::string_view end_of_head = "\r\n\r\n";
    const auto end = bytes.find(end_of_head);
    const std::size_t size =
        end == std::string_view::npos ? bytes.size() : end + end_of_head.size();
    if (size > state_->header_bytes_max) {
        state_->fault = ParseFault::header_too_large;
    } else if (has_bare_line_feed(bytes.substr(0, end))) {
        state_->fault = ParseFault::malformed;
    }
    return state_->fault == ParseFault::none;
}

void RequestParser::check_head() {
    const auto& head = state_->parser.get();
    if (!method_of(head.method()) && view(head.method_string()) != source_method) {
        state_->fault = ParseFault::unknown_method;
        return;
    }
    const auto coding = view(head[beast::http::field::transfer_encoding]);
    const auto hosts = head.count(beast::http::field::host);
    const bool framed =
        head.count(beast::http::field::transfer_encoding) <= 1 &&
        (coding.empty() || (equals_ignoring_case(coding, "chunked") && head.version() == 11)) &&
        head.count(beast::http::field::content_length) <= 1 &&
        is_digits(view(head[beast::http::field::content_length]));
    const bool hosted = hosts == 1 || (hosts == 0 && head.version() == 10);
    const bool versioned = head.version() == 11 || head.version() == 10;
    if (!framed || !hosted || !versioned) {
        state_->fault = ParseFault::malformed;
        return;
    }
    std::size_t count = 0;
    for (const auto& field : head) {
        if (++count > headers_max) {
            state_->fault = ParseFault::header_too_large;
            return;
        }
        if (!base::is_utf8(view(field.value()))) {
            state_->fault = ParseFault::malformed;
            return;
        }
    }
}

ParseFault RequestParser::fault() const {
    return state_->fault;
}

bool RequestParser::head_done() const {
    return state_->parser.is_header_done();
}

void RequestParser::take_head(Request& request) const {
    const auto& head = state_->parser.get();
    request.method = method_of(head.method()).value_or(Method::source);
    request.target = std::string(view(head.target()));
    for (const auto& field : head) {
        request.headers.emplace(view(field.name_string()), view(field.value()));
    }
}

bool RequestParser::keep_alive() const {
    return state_->parser.keep_alive();
}

bool RequestParser::is_http_1_1() const {
    return state_->parser.get().version() == 11;
}

bool RequestParser::expects_continue() const {
    return is_http_1_1() &&
           equals_ignoring_case(view(state_->parser.get()[beast::http::field::expect]),
                                "100-continue");
}

bool RequestParser::has_body() const {
    return state_->parser.chunked() || content_length().value_or(0) > 0;
}

std::optional<std::uint64_t> RequestParser::content_length() const {
    const auto length = state_->parser.content_length();
    return length ? std::optional<std::uint64_t>(*length) : std::nullopt;
}

void RequestParser::accept_body(std::size_t bytes_max) {
    state_->parser.body_limit(bytes_max);
    state_->parser.eager(true);
    state_->body_accepted = true;
    if (content_length().value_or(0) > bytes_max) { // Beast looks at the limit before it was set
        state_->fault = ParseFault::body_too_large;
    }
}

std::size_t RequestParser::body_size() const {
    return state_->parser.get().body().size();
}

bool RequestParser::done() const {
    return state_->parser.is_done();
}

std::string RequestParser::take_body() {
    return std::exchange(state_->parser.get().body(), {});
}

} // namespace http
