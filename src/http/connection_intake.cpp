#include "http/connection_exchange.hpp"

#include "http/refusals.hpp"
#include "http/response_head.hpp"

#include <limits>

namespace http {

namespace asio = boost::asio;

namespace {

constexpr std::size_t intake_read_bytes = 16'384;

} // namespace

/// A body without an end, as sources of Icecast send it: the handler decides from the head, then
/// the bytes go to its intake as they come.
asio::awaitable<bool> Connection::serve_intake(RequestParser& parser,
                                               std::shared_ptr<Exchange> exchange) {
    // Without a length or chunks everything up to the end of the line is the body.
    exchange->body_unread = true;
    const bool returned = co_await on_worker(exchange, Step::answer);
    if (!returned) {
        co_return false;
    }
    Response response = std::move(*exchange->response);
    const std::shared_ptr<BodyIntake> intake = response.intake;
    if (!intake) {
        co_return co_await reply(*exchange, std::move(response));
    }
    if (!begin_stream(*exchange)) {
        intake->ended();
        co_return false;
    }
    server_.pipeline.finish(exchange->request, exchange->route, response,
                            std::chrono::microseconds{0});
    const bool asked = parser.expects_continue();
    const std::string head = response_head(response, {.keep_alive = false, .length = std::nullopt});
    set_deadline(limits_.body_grace);
    const bool open =
        co_await parts_.wire->write_all(asked ? "HTTP/1.1 100 Continue\r\n\r\n" : head);
    if (open) {
        streaming_ = true;
        co_await read_intake(parser, *intake);
    }
    intake->ended();
    if (open && asked && !aborted_) {
        set_deadline(limits_.body_grace);
        const bool told = co_await parts_.wire->write_all(head);
        if (told) {
            co_await close_gently();
        }
    }
    co_return false;
}

asio::awaitable<void> Connection::read_intake(RequestParser& parser, BodyIntake& intake) {
    const bool framed = parser.has_body();
    if (framed) {
        parser.accept_body(std::numeric_limits<std::size_t>::max());
    }
    bool more = true;
    while (more && !draining_) {
        std::string piece;
        if (framed) {
            buffer_.erase(0, parser.put(buffer_));
            piece = parser.take_body();
        } else {
            piece.swap(buffer_);
        }
        const bool wanted = piece.empty() || intake.take(piece);
        const bool whole = framed && (parser.done() || parser.fault() != ParseFault::none);
        if (!wanted || whole) {
            break;
        }
        set_deadline(limits_.intake_pause_max);
        more = co_await read_more(intake_read_bytes);
    }
}

} // namespace http
