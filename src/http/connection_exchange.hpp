#pragma once

#include "http/connection.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>

namespace http {

/// One request and its reply. While `returned` is false after a step was given to a worker, the
/// worker has it, all but `given_up`.
struct Connection::Exchange {
    Request request;
    const Route* route = nullptr;
    std::optional<Response> response;
    bool returned = false;              ///< from the worker
    std::atomic<bool> given_up = false; ///< by the connection; a worker need not begin any more
    bool checked = false;               ///< the caller is known
    std::uint64_t mark = 0;             ///< of the event hub, before the caller was checked
    bool keep_alive = true;
    bool body_unread = false;
    std::size_t body_bytes_taken = 0;
    std::chrono::steady_clock::time_point started;
};

} // namespace http
