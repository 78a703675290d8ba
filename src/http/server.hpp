#pragma once

#include "async/worker_pool.hpp"
#include "http/event_channels.hpp"
#include "http/forwarded.hpp"
#include "http/limits.hpp"
#include "http/pipeline.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace http {

struct TlsFiles {
    std::filesystem::path certificate_chain;
    std::filesystem::path private_key;
};

struct ServerOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0; ///< 0: any free one, then see Server::port
    std::optional<TlsFiles> tls;
    unsigned io_threads = 1;
    Limits limits;
    TrustedProxies trusted_proxies;
    ForwardedBy forwarded_by = ForwardedBy::x_forwarded_for;
};

/// Listens, reads requests within the limits, runs them on the worker pool and writes the replies.
/// Start once, stop once. Everything given must outlive the server.
class Server {
public:
    Server(ServerOptions options, Pipeline& pipeline, async::WorkerPool& workers,
           EventChannels& events);
    /// As stop() without waiting for running requests.
    ~Server();

    /// Fails with `http.cannot_listen` or `http.bad_certificate`.
    [[nodiscard]] base::Result<void> start();
    /// The port that is listened on, after start.
    [[nodiscard]] std::uint16_t port() const;
    /// Accepts nothing new, lets running requests finish until the deadline, ends event streams,
    /// then closes what is left. Blocks.
    void stop(std::chrono::milliseconds deadline = std::chrono::seconds{10});
    /// Reads the certificate files again, for connections made from now on.
    [[nodiscard]] base::Result<void> reload_certificate();

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace http
