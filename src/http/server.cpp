#include "http/server.hpp"

#include "base/try.hpp"
#include "http/connection.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <spdlog/spdlog.h>

#include <map>
#include <set>
#include <thread>

#include <signal.h> // NOLINT(modernize-deprecated-headers): pthread_sigmask is POSIX

namespace http {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr auto awaited = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::milliseconds tick{50};
/// Connections over the limit that are still told so before they are closed.
constexpr std::size_t turned_away_max = 64;

/// One I/O thread with its connections. Everything but post runs on that thread.
struct Lane {
    asio::io_context io{1};
    asio::steady_timer ticker{io};
    StreamFans fans{io};
    NextDeadline next_deadline;
    std::set<Connection*> connections;
    bool ended = false;
    std::thread thread;
};

/// How many connections there are, in all and by client. Safe to call from any thread.
class ConnectionCount {
public:
    explicit ConnectionCount(const Limits& limits) : limits_(limits) {}

    /// `shared`: a proxy, behind which many clients stand.
    [[nodiscard]] std::optional<Turned> enter(const std::string& peer, bool shared) {
        const std::lock_guard lock(mutex_);
        if (all_ >= limits_.connections_max + turned_away_max) {
            return std::nullopt;
        }
        ++all_;
        const std::size_t of_peer = ++by_peer_[peer];
        if (all_ > limits_.connections_max) {
            return Turned::away_full;
        }
        return !shared && of_peer > limits_.connections_per_peer_max ? Turned::away_peer
                                                                     : Turned::away_none;
    }

    void leave(const std::string& peer) {
        const std::lock_guard lock(mutex_);
        --all_;
        const auto found = by_peer_.find(peer);
        if (--found->second == 0) {
            by_peer_.erase(found);
        }
        changed_.notify_all();
    }

    /// True when none is left before the deadline.
    bool wait_for_none(std::chrono::milliseconds deadline) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, deadline, [this] { return all_ == 0; });
    }

private:
    const Limits& limits_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::size_t all_ = 0;
    std::map<std::string, std::size_t> by_peer_;
};

/// sendfile(2) to a client who has left raises SIGPIPE in the calling thread, which would end the
/// process. The error code says the same.
void block_broken_pipe_signal() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

std::string address_text(const tcp::endpoint& endpoint) {
    const auto address = endpoint.address();
    return address.is_v6() && address.to_v6().is_v4_mapped()
               ? asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string()
               : address.to_string();
}

base::Result<std::shared_ptr<asio::ssl::context>> load_certificate(const TlsFiles& files) {
    auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
    boost::system::error_code error;
    context->set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1 |
                         asio::ssl::context::no_compression);
    context->use_certificate_chain_file(files.certificate_chain.string(), error);
    if (!error) {
        context->use_private_key_file(files.private_key.string(), asio::ssl::context::pem, error);
    }
    if (error || SSL_CTX_check_private_key(context->native_handle()) != 1) {
        return base::fail(base::Fault::unavailable, "http.bad_certificate",
                          "Không dùng được chứng thư " + files.certificate_chain.string() +
                              ". Hãy kiểm tra tệp chứng thư và khóa.",
                          "The certificate " + files.certificate_chain.string() +
                              " cannot be used. Check the certificate and key files.");
    }
    return context;
}

} // namespace

class Server::Impl {
public:
    Impl(ServerOptions options, Pipeline& pipeline, async::WorkerPool& workers,
         EventChannels& events)
        : options_(std::move(options)), state_(options_, pipeline, workers, events),
          count_(options_.limits) {}

    ~Impl() { stop(std::chrono::milliseconds{0}); }

    base::Result<void> start();
    void stop(std::chrono::milliseconds deadline);
    base::Result<void> reload_certificate();
    [[nodiscard]] std::uint16_t port() const { return port_; }

private:
    base::Result<void> listen();
    asio::awaitable<void> accept_loop();
    void accepted(Lane& lane, tcp::socket socket);
    asio::awaitable<void> serve(Lane& lane, Connection::Parts parts);
    asio::awaitable<void> watch_deadlines(Lane& lane);
    void on_all_lanes(const std::function<void(Lane&)>& what);

    ServerOptions options_;
    ServerState state_;
    ConnectionCount count_;
    std::vector<std::unique_ptr<Lane>> lanes_;
    std::optional<tcp::acceptor> acceptor_;
    std::uint16_t port_ = 0;
    std::mutex certificate_mutex_;
    std::shared_ptr<asio::ssl::context> certificate_;
};

base::Result<void> Server::Impl::start() {
    TRY(reload_certificate());
    for (unsigned i = 0; i < std::max(1U, options_.io_threads); ++i) {
        lanes_.push_back(std::make_unique<Lane>());
    }
    TRY(listen());
    asio::co_spawn(lanes_.front()->io, accept_loop(), asio::detached);
    for (const auto& lane : lanes_) {
        asio::co_spawn(lane->io, watch_deadlines(*lane), asio::detached);
        lane->thread = std::thread([&io = lane->io] {
            block_broken_pipe_signal();
            io.run();
        });
    }
    state_.events.watch_endings(this, [this](const std::string& subject) {
        on_all_lanes([subject](Lane& lane) {
            for (Connection* connection : lane.connections) {
                connection->end_stream_of(subject);
            }
        });
    });
    return {};
}

base::Result<void> Server::Impl::listen() {
    boost::system::error_code error;
    const auto address = asio::ip::make_address(options_.address, error);
    if (!error) {
        const tcp::endpoint endpoint(address, options_.port);
        acceptor_.emplace(lanes_.front()->io);
        acceptor_->open(endpoint.protocol(), error);
        if (!error) {
            acceptor_->set_option(tcp::acceptor::reuse_address(true), error);
            acceptor_->bind(endpoint, error);
        }
        if (!error) {
            acceptor_->listen(4096, error);
        }
    }
    if (error) {
        const std::string where = options_.address + ":" + std::to_string(options_.port);
        return base::fail(base::Fault::unavailable, "http.cannot_listen",
                          "Không mở được cổng " + where + " (" + error.message() +
                              "). Có thể chương trình khác đang dùng cổng này.",
                          "Cannot listen on " + where + " (" + error.message() +
                              "). Another program may be using the port.");
    }
    port_ = acceptor_->local_endpoint().port();
    return {};
}

base::Result<void> Server::Impl::reload_certificate() {
    if (!options_.tls) {
        return {};
    }
    TRY_ASSIGN(auto context, load_certificate(*options_.tls));
    const std::lock_guard lock(certificate_mutex_);
    certificate_ = std::move(context);
    return {};
}

asio::awaitable<void> Server::Impl::accept_loop() {
    std::size_t next = 0;
    while (!state_.stopping) {
        Lane& lane = *lanes_[next++ % lanes_.size()];
        auto [error, socket] = co_await acceptor_->async_accept(lane.io, awaited);
        if (error == asio::error::operation_aborted) {
            break;
        }
        if (error) {
            // Out of descriptors or memory: the next one may find some again.
            spdlog::warn("http accept: {}", error.message());
            asio::steady_timer pause(lanes_.front()->io, std::chrono::milliseconds{100});
            co_await pause.async_wait(awaited);
            continue;
        }
        accepted(lane, std::move(socket));
    }
}

void Server::Impl::accepted(Lane& lane, tcp::socket socket) {
    boost::system::error_code error;
    const tcp::endpoint endpoint = socket.remote_endpoint(error);
    if (error) {
        return;
    }
    socket.set_option(tcp::no_delay(true), error);
    Connection::Parts parts;
    parts.peer = address_text(endpoint);
    const auto turned = count_.enter(parts.peer, options_.trusted_proxies.contains(parts.peer));
    if (!turned) {
        return;
    }
    parts.turned = *turned;
    parts.socket = socket.native_handle();
    parts.secure = options_.tls.has_value();
    if (parts.secure) {
        const std::lock_guard lock(certificate_mutex_);
        parts.wire = make_tls_wire(std::move(socket), certificate_);
    } else {
        parts.wire = make_plain_wire(std::move(socket));
    }
    asio::co_spawn(lane.io, serve(lane, std::move(parts)), asio::detached);
}

asio::awaitable<void> Server::Impl::serve(Lane& lane, Connection::Parts parts) {
    const std::string peer = parts.peer;
    {
        Connection connection(state_, lane.io, lane.fans, lane.next_deadline, std::move(parts));
        lane.connections.insert(&connection);
        state_.pipeline.connections_changed(1);
        if (state_.stopping) {
            connection.drain();
        }
        try {
            co_await connection.run();
        } catch (const std::exception& error) {
            spdlog::error("http connection of {}: {}", peer, error.what());
        }
        state_.pipeline.connections_changed(-1);
        lane.connections.erase(&connection);
    }
    count_.leave(peer);
}

asio::awaitable<void> Server::Impl::watch_deadlines(Lane& lane) {
    while (true) {
        lane.ticker.expires_after(tick);
        const auto [error] = co_await lane.ticker.async_wait(awaited);
        if (error || lane.ended) {
            break;
        }
        const auto now = std::chrono::steady_clock::now();
        if (!lane.next_deadline.take(now)) {
            continue;
        }
        for (Connection* connection : lane.connections) {
            connection->check_deadline(now);
        }
    }
}

void Server::Impl::on_all_lanes(const std::function<void(Lane&)>& what) {
    for (const auto& lane : lanes_) {
        asio::post(lane->io, [&lane = *lane, what] { what(lane); });
    }
}

void Server::Impl::stop(std::chrono::milliseconds deadline) {
    if (lanes_.empty()) {
        return;
    }
    state_.stopping = true;
    state_.events.unwatch_endings(this);
    asio::post(lanes_.front()->io, [this] {
        boost::system::error_code ignored;
        acceptor_->close(ignored);
    });
    on_all_lanes([](Lane& lane) {
        for (Connection* connection : lane.connections) {
            connection->drain();
        }
    });
    if (!count_.wait_for_none(deadline)) {
        on_all_lanes([](Lane& lane) {
            for (Connection* connection : lane.connections) {
                connection->abort();
            }
        });
        count_.wait_for_none(std::chrono::seconds{5});
    }
    state_.wait_for_tasks();
    on_all_lanes([](Lane& lane) {
        lane.ended = true;
        lane.ticker.cancel();
    });
    for (const auto& lane : lanes_) {
        if (lane->thread.joinable()) {
            lane->thread.join();
        }
    }
    acceptor_.reset();
    lanes_.clear();
}

Server::Server(ServerOptions options, Pipeline& pipeline, async::WorkerPool& workers,
               EventChannels& events)
    : impl_(std::make_unique<Impl>(std::move(options), pipeline, workers, events)) {}

Server::~Server() = default;

base::Result<void> Server::start() {
    return impl_->start();
}

std::uint16_t Server::port() const {
    return impl_->port();
}

void Server::stop(std::chrono::milliseconds deadline) {
    impl_->stop(deadline);
}

base::Result<void> Server::reload_certificate() {
    return impl_->reload_certificate();
}

} // namespace http
