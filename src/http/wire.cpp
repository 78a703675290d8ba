#include "http/wire.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>

#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

namespace http {

namespace asio = boost::asio;

namespace {

constexpr auto awaited = asio::as_tuple(asio::use_awaitable);
/// Of a file, read and encrypted at once.
constexpr std::uint64_t piece_bytes = 65'536;
/// Of a file, before the other clients of the thread have their turn: half a millisecond.
constexpr std::uint64_t turn_bytes = std::uint64_t{2} * 1024 * 1024;

template <class Stream>
class StreamWire : public Wire {
public:
    template <class... Arguments>
    explicit StreamWire(Arguments&&... arguments)
        : stream_(std::forward<Arguments>(arguments)...) {}

    asio::awaitable<std::size_t> read_some(std::span<char> into) override {
        const auto buffer = asio::buffer(into.data(), into.size());
        const auto [error, size] = co_await stream_.async_read_some(buffer, awaited);
        co_return error ? 0 : size;
    }

    asio::awaitable<bool> write_all(std::string_view bytes, Follows) override {
        const auto buffer = asio::buffer(bytes.data(), bytes.size());
        const auto [error, size] = co_await asio::async_write(stream_, buffer, awaited);
        co_return !error && size == bytes.size();
    }

    void watch_input(std::shared_ptr<Wire> self, std::function<void()> then) override {
        stream_.async_read_some(asio::buffer(watched_),
                                [self = std::move(self), then = std::move(then)](
                                    const boost::system::error_code&, std::size_t) { then(); });
    }

protected:
    Stream stream_; // NOLINT: the two wires below are this class with one difference each

private:
    std::array<char, 1> watched_{};
};

void end_sending(asio::ip::tcp::socket& socket) {
    boost::system::error_code ignored;
    socket.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
}

class PlainWire final : public StreamWire<asio::ip::tcp::socket> {
public:
    explicit PlainWire(asio::ip::tcp::socket socket) : StreamWire(std::move(socket)) {
        boost::system::error_code ignored;
        stream_.native_non_blocking(true, ignored);
    }

    asio::awaitable<bool> handshake() override { co_return true; }

    asio::awaitable<bool> write_all(std::string_view bytes, Follows follows) override {
        if (follows == Follows::more) {
            const ssize_t sent = ::send(stream_.native_handle(), bytes.data(), bytes.size(),
                                        MSG_MORE | MSG_DONTWAIT | MSG_NOSIGNAL);
            bytes.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(sent, 0)));
        }
        return StreamWire::write_all(bytes, Follows::nothing);
    }

    asio::awaitable<std::uint64_t> send_file(int file, std::uint64_t offset,
                                             std::uint64_t length) override {
        auto at = static_cast<off_t>(offset);
        const std::uint64_t turn = std::min(length, turn_bytes);
        while (true) {
            const ssize_t sent = ::sendfile(stream_.native_handle(), file, &at, turn);
            if (sent > 0) {
                if (turn < length && static_cast<std::uint64_t>(sent) == turn) {
                    // Who reads fast would otherwise be served alone.
                    co_await asio::post(stream_.get_executor(), asio::use_awaitable);
                }
                co_return static_cast<std::uint64_t>(sent);
            }
            if (sent < 0 && errno == EAGAIN) {
                const auto [error] =
                    co_await stream_.async_wait(asio::ip::tcp::socket::wait_write, awaited);
                if (error) {
                    co_return 0;
                }
            } else if (sent == 0 || errno != EINTR) {
                co_return 0; // the file became shorter, or the peer is gone
            }
        }
    }

    void end_sending() override { http::end_sending(stream_); }

    void cancel() override {
        boost::system::error_code ignored;
        stream_.cancel(ignored);
    }
};

class TlsWire final : public StreamWire<asio::ssl::stream<asio::ip::tcp::socket>> {
public:
    TlsWire(asio::ip::tcp::socket socket, std::shared_ptr<asio::ssl::context> context)
        : StreamWire(std::move(socket), *context), context_(std::move(context)) {}

    asio::awaitable<bool> handshake() override {
        const auto [error] =
            co_await stream_.async_handshake(asio::ssl::stream_base::server, awaited);
        co_return !error;
    }

    asio::awaitable<std::uint64_t> send_file(int file, std::uint64_t offset,
                                             std::uint64_t length) override {
        const std::uint64_t wanted = std::min(length, piece_bytes);
        const auto piece = std::make_unique_for_overwrite<char[]>(wanted);
        const ssize_t got = ::pread(file, piece.get(), wanted, static_cast<off_t>(offset));
        if (got <= 0) {
            co_return 0;
        }
        const auto size = static_cast<std::size_t>(got);
        const bool written = co_await write_all({piece.get(), size}, Follows::nothing);
        co_return written ? size : 0;
    }

    /// Without TLS's own goodbye: lengths are explicit, so a cut connection is noticed anyway.
    void end_sending() override { http::end_sending(stream_.next_layer()); }

    void cancel() override {
        boost::system::error_code ignored;
        stream_.next_layer().cancel(ignored);
    }

private:
    std::shared_ptr<asio::ssl::context> context_;
};

} // namespace

std::shared_ptr<Wire> make_plain_wire(asio::ip::tcp::socket socket) {
    return std::make_shared<PlainWire>(std::move(socket));
}

std::shared_ptr<Wire> make_tls_wire(asio::ip::tcp::socket socket,
                                    std::shared_ptr<asio::ssl::context> context) {
    return std::make_shared<TlsWire>(std::move(socket), std::move(context));
}

} // namespace http
