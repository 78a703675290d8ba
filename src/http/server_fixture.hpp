#pragma once

#include "async/worker_pool.hpp"
#include "base/random.hpp"
#include "http/event_channels.hpp"
#include "http/idempotency_memory.hpp"
#include "http/server.hpp"
#include "testing/manual_clock.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace http {

/// A reply as the client saw it. `status` 0: the line ended without one.
struct Seen {
    int status = 0;
    std::string head;
    std::string body;
};

/// A client on a raw socket, so that tests can send what no library would. Every wait ends after
/// ten seconds.
class RawClient {
public:
    explicit RawClient(std::uint16_t port);
    ~RawClient();
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;
    RawClient(RawClient&& other) noexcept;

    bool send(std::string_view bytes) const;
    /// Reads one reply with Content-Length (or until the end).
    Seen receive(bool with_body = true);
    /// Reads until `text` has arrived; false at the end or when nothing comes.
    bool wait_for(std::string_view text);
    /// True when the server has ended the line and nothing is unread.
    bool ended();
    [[nodiscard]] const std::string& unread() const { return buffer_; }

private:
    bool read_more();
    int socket_ = -1;
    std::string buffer_;
};

/// A server on a free port with a router that tests fill.
class ServerFixture : public testing::Test {
protected:
    /// Starts with what `router_`, `limits_` and the rest hold now.
    void start();
    void TearDown() override;
    [[nodiscard]] Seen ask(std::string_view request) const;
    [[nodiscard]] Seen get(std::string_view target, std::string_view headers = "") const;
    [[nodiscard]] Seen post(std::string_view target, std::string_view body,
                            std::string_view headers = "") const;
    [[nodiscard]] RawClient connect() const { return RawClient(server_->port()); }

    testing_support::ManualClock clock_{base::Instant{1'780'272'000'000}};
    Router router_;
    Authenticators authenticators_;
    Metrics metrics_;
    IdempotencyMemory idempotency_;
    EventChannels events_{"run1"};
    Limits limits_;
    PipelineOptions pipeline_options_{.requests_per_minute = 0};
    std::optional<TlsFiles> tls_;
    TrustedProxies trusted_proxies_;
    async::WorkerPoolOptions worker_options_{.threads = 4, .queue_max = 256};
    std::optional<async::WorkerPool> workers_;
    std::optional<Pipeline> pipeline_;
    std::optional<Server> server_;
};

} // namespace http
