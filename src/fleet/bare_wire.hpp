#pragma once

#include "base/result.hpp"

#include <chrono>
#include <cstdint>
#include <string>

namespace fleet {

/// What ours is measured beside: the same bytes through a broker and nothing else. Every client
/// answers each message at once; one client in the centre sends and counts.
struct BareWireOptions {
    std::string broker_host = "127.0.0.1";
    std::uint16_t broker_port = 0; ///< plain, anonymous
    std::size_t clients = 0;
    std::string message;      ///< the bytes that go out to each client
    std::string answer;       ///< the bytes that come back from each
    bool one_publish = false; ///< to a topic of all; else one publish for each client
    std::chrono::seconds longest{120};
};

/// JSON: milliseconds from the first publish to the last answer in the centre, answers, doubled,
/// and how long connecting all clients in one instant took.
[[nodiscard]] base::Result<std::string> measure_bare_wire(const BareWireOptions& options);

} // namespace fleet
