#pragma once

#include "http/next_deadline.hpp"
#include "http/request_parser.hpp"
#include "http/server_state.hpp"
#include "http/stream_fan.hpp"
#include "http/wire.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

namespace http {

/// Why a connection is only told to come back later.
enum class Turned : std::uint8_t { away_none, away_full, away_peer };

/// One client: reads requests one after another, has each answered, writes the replies in order.
/// Lives inside the coroutine run() on one I/O thread; only that thread touches it.
class Connection {
public:
    struct Parts {
        std::shared_ptr<Wire> wire;
        int socket = -1; ///< the wire's, for what needs no waiting
        std::string peer;
        bool secure = false;
        Turned turned = Turned::away_none;
    };
    Connection(ServerState& server, boost::asio::io_context& io, StreamFans& fans,
               NextDeadline& next_deadline, Parts parts);

    boost::asio::awaitable<void> run();
    /// Ends what waits longer than it may. Called when NextDeadline says so.
    void check_deadline(std::chrono::steady_clock::time_point now);
    /// Ends it when idle or streaming events, otherwise after the present reply.
    void drain();
    /// Ends it now.
    void abort();
    /// Ends it when shared bytes go to this caller, or his endless body comes in.
    void end_stream_of(std::string_view subject);

private:
    enum class Step : std::uint8_t { check_caller, answer };
    struct Exchange; ///< one request and its reply, the worker's while it works

    boost::asio::awaitable<bool> serve_one();
    boost::asio::awaitable<bool> read_head(RequestParser& parser, Request& request);
    boost::asio::awaitable<bool> read_more(std::size_t bytes);
    boost::asio::awaitable<bool> read_body(RequestParser& parser);
    boost::asio::awaitable<bool> receive_body(RequestParser& parser,
                                              std::shared_ptr<Exchange> exchange);
    boost::asio::awaitable<bool> on_worker(std::shared_ptr<Exchange> exchange, Step step);
    boost::asio::awaitable<bool> reply(Exchange& exchange, Response response);
    boost::asio::awaitable<bool> send_body(const Request& request, const Response& response,
                                           bool keep_alive);
    boost::asio::awaitable<bool> send_body_file(const FileBody& body);
    boost::asio::awaitable<void> stream_events(Response& response);
    [[nodiscard]] bool begin_stream(const Exchange& exchange);
    boost::asio::awaitable<void> stream_bytes(Response& response);
    boost::asio::awaitable<bool> serve_intake(RequestParser& parser,
                                              std::shared_ptr<Exchange> exchange);
    boost::asio::awaitable<void> read_intake(RequestParser& parser, BodyIntake& intake);
    [[nodiscard]] std::shared_ptr<bool> watch_for_goodbye();
    boost::asio::awaitable<void> close_gently();
    [[nodiscard]] std::optional<Response> unread_refusal(const RequestParser& parser,
                                                         Exchange& exchange);
    [[nodiscard]] std::chrono::milliseconds piece_time() const;
    void set_deadline(std::chrono::milliseconds from_now);
    void set_deadline_at(std::chrono::steady_clock::time_point at);
    /// It may wait for as long as it likes.
    void set_no_deadline();
    void fill_origin(Request& request) const;

    ServerState& server_;
    boost::asio::io_context& io_;
    StreamFans& fans_;
    NextDeadline& next_deadline_;
    Parts parts_;
    const Limits& limits_;
    std::string buffer_;
    std::chrono::steady_clock::time_point deadline_;
    bool timed_out_ = false;
    bool waits_for_request_ = true;
    bool draining_ = false;
    bool streaming_ = false;
    bool aborted_ = false;
    std::string stream_subject_; ///< whose shared bytes or endless body; empty: none, or anybody's
    /// Wakes the coroutine when a worker or the event hub has something. Shared, because these may
    /// still hold it when the connection is gone.
    std::shared_ptr<boost::asio::steady_timer> wake_;
};

} // namespace http
