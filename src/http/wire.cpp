#include "http/wire.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <cerrno>

#include <sys/sendfile.h>
#include <unistd.h>

namespace http {

namespace asio = boost::asio;

namespace {

constexpr auto awaited = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t piece_bytes = 65'536;

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

    asio::awaitable<bool> write_all(std::string_view bytes) override {
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
    using StreamWire::StreamWire;

    asio::awaitable<bool> handshake() override { co_return true; }

    asio::awaitable<bool> send_file(int file, std::uint64_t offset, std::uint64_t length) override {
        boost::system::error_code ignored;
        stream_.native_non_blocking(true, ignored);
        auto at = static_cast<off_t>(offset);
        while (length > 0) {
            const ssize_t sent = ::sendfile(stream_.native_handle(), file, &at, length);
            if (sent > 0) {
                length -= static_cast<std::uint64_t>(sent);
            } else if (sent < 0 && errno == EAGAIN) {
                const auto [error] =
                    co_await stream_.async_wait(asio::ip::tcp::socket::wait_write, awaited);
                if (error) {
                    co_return false;
                }
            } else if (sent == 0 || errno != EINTR) {
                co_return false; // the file became shorter, or the peer is gone
            }
        }
        co_return true;
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

    asio::awaitable<bool> send_file(int file, std::uint64_t offset, std::uint64_t length) override {
        std::vector<char> piece(std::min<std::uint64_t>(length, piece_bytes));
        while (length > 0) {
            const auto wanted = std::min<std::uint64_t>(length, piece.size());
            const ssize_t got = ::pread(file, piece.data(), wanted, static_cast<off_t>(offset));
            if (got <= 0) {
                co_return false;
            }
            const auto size = static_cast<std::size_t>(got);
            const bool written = co_await write_all({piece.data(), size});
            if (!written) {
                co_return false;
            }
            offset += size;
            length -= size;
        }
        co_return true;
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
