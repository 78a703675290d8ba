#include "http/connection.hpp"

#include "base/scope_exit.hpp"
#include "http/connection_exchange.hpp"
#include "http/refusals.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace http {

namespace asio = boost::asio;
using std::chrono::steady_clock;

namespace {

/// What the reply to a request that took too long needs of it.
Request outline_of(const Request& request) {
    Request outline;
    outline.method = request.method;
    outline.target = request.target;
    outline.peer = request.peer;
    outline.secure = request.secure;
    outline.id = request.id;
    outline.headers.emplace("Accept-Language", request.header("Accept-Language"));
    return outline;
}

constexpr auto awaited = asio::as_tuple(asio::use_awaitable);
/// Small, because most connections are idle most of the time.
constexpr std::size_t idle_read_bytes = 1'024;
constexpr std::size_t head_read_bytes = 4'096;
constexpr std::size_t body_read_bytes = 65'536;
/// Bodies above this are read only from callers who have shown who they are.
constexpr std::size_t unchecked_body_bytes_max = 65'536;

} // namespace

Connection::Connection(ServerState& server, asio::io_context& io, StreamFans& fans,
                       NextDeadline& next_deadline, Parts parts)
    : server_(server), io_(io), fans_(fans), next_deadline_(next_deadline),
      parts_(std::move(parts)), limits_(server.options.limits),
      wake_(std::make_shared<asio::steady_timer>(io)) {
    set_deadline(limits_.handshake_max);
}

asio::awaitable<void> Connection::run() {
    const bool ready = co_await parts_.wire->handshake();
    bool more = ready && !aborted_;
    while (more) {
        more = co_await serve_one();
    }
    parts_.wire->cancel();
}

void Connection::check_deadline(steady_clock::time_point now) {
    const bool late = now >= deadline_ && !timed_out_;
    if (late || aborted_) {
        timed_out_ = true;
        parts_.wire->cancel();
        wake_->cancel();
    }
    if (aborted_) {
        next_deadline_.bring_forward(now); // what it begins to wait for from now on is ended too
    } else if (!timed_out_) {
        next_deadline_.bring_forward(deadline_);
    }
}

void Connection::drain() {
    draining_ = true;
    if (waits_for_request_ || streaming_) {
        abort();
    }
}

void Connection::abort() {
    aborted_ = true;
    draining_ = true;
    parts_.wire->cancel();
    wake_->cancel();
    next_deadline_.bring_forward(steady_clock::now());
}

void Connection::end_stream_of(std::string_view subject) {
    if (!stream_subject_.empty() && stream_subject_ == subject) {
        abort();
    }
}

/// False when the caller's streams were ended since he was checked. From here on end_stream_of
/// finds it.
bool Connection::begin_stream(const Exchange& exchange) {
    stream_subject_ = exchange.request.subject;
    return !server_.events.ended_since(exchange.mark, stream_subject_);
}

void Connection::set_deadline(std::chrono::milliseconds from_now) {
    set_deadline_at(steady_clock::now() + from_now);
}

void Connection::set_deadline_at(steady_clock::time_point at) {
    deadline_ = at;
    timed_out_ = false;
    next_deadline_.bring_forward(at);
}

void Connection::set_no_deadline() {
    deadline_ = steady_clock::time_point::max();
}

asio::awaitable<bool> Connection::read_more(std::size_t bytes) {
    if (aborted_ || timed_out_) {
        co_return false;
    }
    const std::size_t size = buffer_.size();
    buffer_.resize(size + bytes);
    const std::span<char> room(buffer_.data() + size, bytes);
    const std::size_t got = co_await parts_.wire->read_some(room);
    buffer_.resize(size + got);
    co_return got > 0;
}

/// False when there is nothing to answer: the client ended, or was idle for too long.
asio::awaitable<bool> Connection::read_head(RequestParser& parser, Request& request) {
    waits_for_request_ = true;
    if (buffer_.empty()) {
        buffer_.shrink_to_fit();
        set_deadline(limits_.idle_max);
        const bool got = co_await read_more(idle_read_bytes);
        if (!got) {
            co_return false;
        }
    }
    waits_for_request_ = false;
    set_deadline(limits_.header_time_max);
    while (true) {
        buffer_.erase(0, parser.put(buffer_));
        if (parser.fault() != ParseFault::none || parser.head_done()) {
            break;
        }
        const bool got = co_await read_more(head_read_bytes);
        if (!got) {
            co_return timed_out_ && !aborted_;
        }
    }
    if (parser.head_done()) {
        parser.take_head(request);
    }
    co_return true;
}

void Connection::fill_origin(Request& request) const {
    Origin origin = origin_of({.peer = parts_.peer, .secure = parts_.secure}, request.headers,
                              server_.options.trusted_proxies, server_.options.forwarded_by);
    request.peer = std::move(origin.peer);
    request.secure = origin.secure;
}

/// What is decided from the head alone.
std::optional<Response> Connection::unread_refusal(const RequestParser& parser,
                                                   Exchange& exchange) {
    const Request& request = exchange.request;
    if (parts_.turned == Turned::away_full) {
        return busy(request);
    }
    if (parts_.turned == Turned::away_peer) {
        return too_many_connections(request);
    }
    Admission admission = server_.pipeline.admit(exchange.request);
    if (admission.refusal) {
        return std::move(admission.refusal);
    }
    exchange.route = admission.route;
    const std::size_t bytes_max = exchange.route->options.body_bytes_max;
    const bool endless = exchange.route->options.endless_body;
    if (!endless && parser.content_length().value_or(0) > bytes_max) {
        return body_too_large(request, bytes_max);
    }
    if (parser.has_body() && !endless) {
        const std::size_t bytes = parser.content_length().value_or(bytes_max);
        if (!server_.take_body_bytes(bytes)) {
            return busy(request);
        }
        exchange.body_bytes_taken = bytes;
    }
    return std::nullopt;
}

asio::awaitable<bool> Connection::serve_one() {
    RequestParser parser(limits_.header_bytes_max);
    auto exchange = std::make_shared<Exchange>();
    const bool any = co_await read_head(parser, exchange->request);
    if (!any) {
        co_return false;
    }
    exchange->started = steady_clock::now();
    exchange->request.id = server_.next_request_id();
    fill_origin(exchange->request);
    const bool complete = parser.head_done() && parser.fault() == ParseFault::none;
    exchange->keep_alive = complete && parser.keep_alive() && parts_.turned == Turned::away_none;
    exchange->body_unread = !complete || parser.has_body();
    if (!complete) {
        Response response = timed_out_ ? too_slow(exchange->request)
                                       : fault_response(parser.fault(), exchange->request);
        co_return co_await reply(*exchange, std::move(response));
    }
    auto refusal = unread_refusal(parser, *exchange);
    const base::ScopeExit give_back(
        [this, bytes = exchange->body_bytes_taken] { server_.give_body_bytes(bytes); });
    if (refusal) {
        co_return co_await reply(*exchange, std::move(*refusal));
    }
    if (exchange->route->options.endless_body) {
        co_return co_await serve_intake(parser, exchange);
    }
    const bool received = co_await receive_body(parser, exchange);
    if (!received) {
        co_return false;
    }
    // While the worker has the request, only this much of it may be looked at here.
    Request outline = outline_of(exchange->request);
    const bool returned = co_await on_worker(exchange, Step::answer);
    if (returned) {
        co_return co_await reply(*exchange, std::move(*exchange->response));
    }
    if (aborted_) {
        co_return false;
    }
    Exchange late{.request = std::move(outline),
                  .route = exchange->route,
                  .keep_alive = false,
                  .started = exchange->started};
    Response response = took_too_long(late.request);
    co_return co_await reply(late, std::move(response));
}

/// Reads the body, asking who calls before a large one. False when the request has been answered
/// already or the client is gone.
asio::awaitable<bool> Connection::receive_body(RequestParser& parser,
                                               std::shared_ptr<Exchange> exchange) {
    const std::size_t bytes_max = exchange->route->options.body_bytes_max;
    parser.accept_body(bytes_max);
    if (!parser.has_body()) {
        co_return true;
    }
    if (parser.content_length().value_or(bytes_max) > unchecked_body_bytes_max) {
        const bool returned = co_await on_worker(exchange, Step::check_caller);
        if (!returned) {
            co_return false;
        }
        if (exchange->response) {
            co_await reply(*exchange, std::move(*exchange->response));
            co_return false;
        }
    }
    if (parser.expects_continue() && buffer_.empty()) {
        set_deadline(limits_.body_grace);
        const bool sent = co_await parts_.wire->write_all("HTTP/1.1 100 Continue\r\n\r\n");
        if (!sent) {
            co_return false;
        }
    }
    const bool whole = co_await read_body(parser);
    if (whole) {
        exchange->body_unread = false;
        exchange->request.body = parser.take_body();
        co_return true;
    }
    const Request& request = exchange->request;
    if (timed_out_) {
        Response response = too_slow(request);
        co_await reply(*exchange, std::move(response));
    } else if (parser.fault() != ParseFault::none) {
        Response response = parser.fault() == ParseFault::body_too_large
                                ? body_too_large(request, bytes_max)
                                : fault_response(parser.fault(), request);
        co_await reply(*exchange, std::move(response));
    }
    co_return false;
}

asio::awaitable<bool> Connection::read_body(RequestParser& parser) {
    const auto started = steady_clock::now();
    while (true) {
        buffer_.erase(0, parser.put(buffer_));
        if (parser.fault() != ParseFault::none) {
            co_return false;
        }
        if (parser.done()) {
            co_return true;
        }
        // The allowance grows with what has arrived: a slow line is served, a dripping one is not.
        const std::chrono::milliseconds earned(parser.body_size() * 1000 /
                                               limits_.bytes_per_second_min);
        set_deadline_at(started + limits_.body_grace + earned);
        const bool got = co_await read_more(body_read_bytes);
        if (!got) {
            co_return false;
        }
    }
}

/// Runs a step on a worker and waits for it, at most the route's time. False when it has not
/// returned: then the worker still has the exchange.
asio::awaitable<bool> Connection::on_worker(std::shared_ptr<Exchange> exchange, Step step) {
    set_deadline(exchange->route->options.time_max);
    exchange->returned = false;
    ServerState& server = server_;
    server.task_started();
    auto work = [&server, &io = io_, exchange, wake = wake_, step]() mutable {
        Exchange& ours = *exchange;
        const bool wanted = !ours.given_up;
        if (wanted && !ours.checked) {
            ours.mark = server.events.mark();
            ours.response = server.pipeline.authenticate(ours.request, *ours.route);
            ours.checked = true;
        }
        if (wanted && !ours.response && step == Step::answer) {
            ours.response = server.pipeline.answer(ours.request, *ours.route);
        }
        asio::post(io, [exchange = std::move(exchange), wake = std::move(wake)] {
            exchange->returned = true;
            wake->cancel();
        });
        server.task_ended();
    };
    if (!server.workers.try_submit(std::move(work))) {
        server.task_ended();
        exchange->response = busy(exchange->request);
        exchange->returned = true;
    }
    while (!exchange->returned && !timed_out_ && !aborted_) {
        wake_->expires_at(steady_clock::time_point::max());
        co_await wake_->async_wait(awaited);
    }
    exchange->given_up = !exchange->returned;
    co_return exchange->returned;
}

asio::awaitable<bool> Connection::reply(Exchange& exchange, Response response) {
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(steady_clock::now() -
                                                                            exchange.started);
    server_.pipeline.finish(exchange.request, exchange.route, response, took);
    if (response.events && exchange.request.method != Method::head) {
        response.events->subject = exchange.request.subject;
        response.events->mark = exchange.mark;
        co_await stream_events(response);
        co_return false;
    }
    if (response.stream && exchange.request.method != Method::head) {
        if (begin_stream(exchange)) {
            co_await stream_bytes(response);
        }
        co_return false;
    }
    const bool keep_alive =
        exchange.keep_alive && !exchange.body_unread && !draining_ && !server_.stopping;
    const bool sent = co_await send_body(exchange.request, response, keep_alive);
    if (sent && !keep_alive) {
        co_await close_gently();
    }
    co_return sent&& keep_alive;
}

} // namespace http
