#include "http/connection.hpp"

#include "base/scope_exit.hpp"
#include "http/refusals.hpp"
#include "http/response_head.hpp"
#include "http/shared_stream.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace http {

namespace asio = boost::asio;
using std::chrono::steady_clock;

namespace {

constexpr auto awaited = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t farewell_read_bytes = 16'384;
/// What one deadline covers: small enough that a client who reads nothing is soon let go.
constexpr std::size_t piece_bytes = std::size_t{128} * 1024;
constexpr std::size_t discard_bytes_max = std::size_t{16} * 1024 * 1024;
constexpr std::chrono::milliseconds farewell_max{2'000};

} // namespace

/// Head and body, in pieces that each must move at the least rate.
asio::awaitable<bool> Connection::send_body(const Request& request, const Response& response,
                                            bool keep_alive) {
    const std::uint64_t length = response.file ? response.file->length : response.body.size();
    std::string out = response_head(response, {.keep_alive = keep_alive, .length = length});
    const bool with_body = request.method != Method::head;
    if (with_body && response.file && length > 0) {
        set_deadline(piece_time());
        const bool begun = co_await parts_.wire->write_all(out, Wire::Follows::more);
        if (!begun) {
            co_return false;
        }
        co_return co_await send_body_file(*response.file);
    }
    std::string_view rest = with_body ? std::string_view(response.body) : "";
    out += rest.substr(0, piece_bytes);
    rest.remove_prefix(std::min(rest.size(), piece_bytes));
    set_deadline(piece_time());
    bool sent = co_await parts_.wire->write_all(out);
    while (sent && !rest.empty()) {
        set_deadline(piece_time());
        sent = co_await parts_.wire->write_all(rest.substr(0, piece_bytes));
        rest.remove_prefix(std::min(rest.size(), piece_bytes));
    }
    co_return sent;
}

std::chrono::milliseconds Connection::piece_time() const {
    return limits_.body_grace +
           std::chrono::milliseconds(piece_bytes * 1000 / limits_.bytes_per_second_min);
}

asio::awaitable<bool> Connection::send_body_file(const FileBody& body) {
    const int file = ::open(body.path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        co_return false; // gone since its size was read; a short reply tells the client
    }
    const base::ScopeExit close_file([file] { ::close(file); });
    std::uint64_t at = body.offset;
    const std::uint64_t end = body.offset + body.length;
    std::uint64_t covered = at; // by the present deadline
    while (at < end) {
        if (at >= covered) {
            set_deadline(piece_time());
            covered = at + piece_bytes;
        }
        const std::uint64_t sent = co_await parts_.wire->send_file(file, at, end - at);
        if (sent == 0 || timed_out_ || aborted_) {
            co_return false;
        }
        at += sent;
    }
    co_return true;
}

/// Sends events until the client ends, falls silent on the line, may no longer see them, has been
/// there for long (who comes back is checked again), or the server drains.
asio::awaitable<void> Connection::stream_events(Response& response) {
    response.headers.erase("Content-Type");
    response.headers.emplace("Content-Type", "text/event-stream");
    response.headers.emplace("X-Accel-Buffering", "no");
    auto woken = std::make_shared<std::atomic<bool>>(false);
    const auto listener = server_.events.listen(
        *response.events, [woken, wake = wake_, executor = io_.get_executor()] {
            if (!woken->exchange(true)) {
                asio::post(executor, [wake] { wake->cancel(); });
            }
        });
    if (listener == nullptr) {
        const Response refusal = busy({});
        co_await send_body({}, refusal, false);
        co_return;
    }
    const std::string head = response_head(response, {.keep_alive = false, .length = std::nullopt});
    set_deadline(limits_.body_grace);
    bool open = co_await parts_.wire->write_all(head + ": open\n\n");
    const auto gone = watch_for_goodbye();
    streaming_ = true;
    const auto until = steady_clock::now() + limits_.stream_max;
    while (open && !draining_ && !*gone && !listener->ended() && steady_clock::now() < until) {
        woken->store(false);
        std::string text = listener->take();
        if (text.empty()) {
            set_no_deadline();
            wake_->expires_after(limits_.heartbeat);
            const auto [interrupted] = co_await wake_->async_wait(awaited);
            if (interrupted) {
                continue;
            }
            text = ": \n\n";
        }
        set_deadline(limits_.body_grace);
        open = co_await parts_.wire->write_all(text);
    }
}

/// Becomes true when the client sends something or leaves.
std::shared_ptr<bool> Connection::watch_for_goodbye() {
    auto gone = std::make_shared<bool>(false);
    parts_.wire->watch_input(parts_.wire, [gone, wake = wake_] {
        *gone = true;
        wake->cancel();
    });
    return gone;
}

/// Writes the chunks of a shared stream until it ends, the client leaves or falls too far behind.
/// While it keeps up this coroutine sleeps and the fan writes.
asio::awaitable<void> Connection::stream_bytes(Response& response) {
    const std::shared_ptr<SharedStream> stream = response.stream->stream;
    response.headers.emplace("X-Accel-Buffering", "no");
    const std::string head = response_head(response, {.keep_alive = false, .length = std::nullopt});
    // Less in the kernel, so that a client who does not read is noticed.
    const int unsent_max = limits_.stream_unsent_bytes;
    ::setsockopt(parts_.socket, SOL_SOCKET, SO_SNDBUF, &unsent_max, sizeof unsent_max);
    set_deadline(limits_.body_grace);
    bool open = co_await parts_.wire->write_all(head);
    const auto gone = watch_for_goodbye();
    const auto fan = fans_.of(stream);
    StreamFan::Listener listener{.socket = parts_.socket,
                                 .chunk = response.stream->from,
                                 .wake = [wake = wake_] { wake->cancel(); }};
    fan->add(listener);
    const base::ScopeExit leave([&] { fan->remove(listener); });
    streaming_ = true;
    while (open && !listener.over && !draining_ && !*gone) {
        const SharedStream::Found found = stream->find(listener.chunk);
        if (found.lost || found.ended) {
            break;
        }
        if (found.chunk && !listener.kept_up) {
            set_deadline(limits_.stream_stall_max);
            const std::string_view rest = std::string_view(*found.chunk).substr(listener.offset);
            open = co_await parts_.wire->write_all(rest);
            ++listener.chunk;
            listener.offset = 0;
            continue;
        }
        // No await stands between the look above and this, so no chunk is missed.
        listener.kept_up = !parts_.secure;
        set_no_deadline();
        wake_->expires_at(steady_clock::time_point::max());
        co_await wake_->async_wait(awaited);
    }
    if (open && !*gone) {
        parts_.wire->end_sending();
    }
}

/// After a reply that ends the connection: what the client still sends is read and dropped for a
/// moment, because closing over unread bytes would reset the line and lose the reply.
asio::awaitable<void> Connection::close_gently() {
    parts_.wire->end_sending();
    set_deadline(farewell_max);
    std::size_t discarded = 0;
    bool more = true;
    while (more && discarded < discard_bytes_max) {
        buffer_.clear();
        more = co_await read_more(farewell_read_bytes);
        discarded += buffer_.size();
    }
}

} // namespace http
