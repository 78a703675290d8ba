#pragma once

#include <chrono>
#include <cstddef>

namespace http {

/// Every bound of the server in one place. The defaults serve a province on one machine.
struct Limits {
    std::size_t header_bytes_max = 16'384;
    std::size_t connections_max = 12'000;
    std::size_t connections_per_peer_max = 1'024;
    /// From the first byte of a request to the end of its head.
    std::chrono::milliseconds header_time_max{10'000};
    /// Grace before the rate below counts.
    std::chrono::milliseconds body_grace{10'000};
    /// A body, and a reply, must on average move at least this fast after the grace.
    std::size_t bytes_per_second_min = 2'048;
    std::chrono::milliseconds idle_max{75'000};
    std::chrono::milliseconds handshake_max{10'000};
    /// Bodies in memory over all connections.
    std::size_t bodies_bytes_max = std::size_t{256} * 1024 * 1024;
    /// Requests per minute and client over all routes; 0 for no limit.
    unsigned requests_per_minute = 6'000;
    std::chrono::milliseconds heartbeat{15'000};
    /// A stream of events is ended after this time, so that its caller is checked again.
    std::chrono::milliseconds stream_max{900'000};
    std::size_t listeners_max = 4'096;
    /// Unsent bytes of a shared stream that the kernel keeps for one listener.
    int stream_unsent_bytes = 32'768;
    /// A listener of a shared stream whose line stands still for so long is let go.
    std::chrono::milliseconds stream_stall_max{15'000};
    /// An endless body may pause for so long.
    std::chrono::milliseconds intake_pause_max{30'000};
};

} // namespace http
