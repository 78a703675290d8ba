#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string_view>

namespace boost::asio::ssl {
class context;
}

namespace http {

/// One accepted connection, plain or TLS. Lives on its I/O thread only. Every failure, the peer's
/// end and cancel() look the same: nothing read, nothing written.
class Wire {
public:
    virtual ~Wire() = default;
    /// The TLS handshake; true at once when plain.
    virtual boost::asio::awaitable<bool> handshake() = 0;
    virtual boost::asio::awaitable<std::size_t> read_some(std::span<char> into) = 0;
    /// With `more` the system may keep the bytes back, to send them with what comes next.
    enum class Follows : std::uint8_t { nothing, more };
    virtual boost::asio::awaitable<bool> write_all(std::string_view bytes,
                                                   Follows follows = Follows::nothing) = 0;
    /// Sends from an open file as much of `length` as goes at once, waiting first when nothing
    /// does; by sendfile(2) when plain. Gives how much that was, 0 after a failure.
    virtual boost::asio::awaitable<std::uint64_t> send_file(int file, std::uint64_t offset,
                                                            std::uint64_t length) = 0;
    /// Calls `then` once when the peer sent something or ended, or after cancel(). The wire must be
    /// kept alive until then: `self` does that.
    virtual void watch_input(std::shared_ptr<Wire> self, std::function<void()> then) = 0;
    /// Says that nothing more will be sent.
    virtual void end_sending() = 0;
    /// Ends what is being waited for.
    virtual void cancel() = 0;
};

[[nodiscard]] std::shared_ptr<Wire> make_plain_wire(boost::asio::ip::tcp::socket socket);
[[nodiscard]] std::shared_ptr<Wire>
make_tls_wire(boost::asio::ip::tcp::socket socket,
              std::shared_ptr<boost::asio::ssl::context> context);

} // namespace http
