#pragma once

#include "app/foundation.hpp"
#include "app/periodic.hpp"

#include <memory>

namespace http {
class Metrics;
class Router;
} // namespace http

namespace app {

/// What nobody asks for and every server needs: sweeps expired sessions, tokens, codes and failures
/// once an hour, measures the outbox, and shows operators the entries that could not be performed.
class UpkeepPart {
public:
    /// Both must outlive the part.
    UpkeepPart(Foundation& foundation, http::Metrics& metrics);
    UpkeepPart(const UpkeepPart&) = delete;
    UpkeepPart& operator=(const UpkeepPart&) = delete;

    void add_routes(http::Router& router);
    void start();
    void stop();

private:
    [[nodiscard]] std::chrono::milliseconds sweep();
    [[nodiscard]] std::chrono::milliseconds measure();

    Foundation& foundation_;
    http::Metrics& metrics_;
    std::unique_ptr<Periodic> sweeping_;
    std::unique_ptr<Periodic> measuring_;
};

} // namespace app
