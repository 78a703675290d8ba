#pragma once

#include "base/clock.hpp"
#include "base/random.hpp"
#include "http/authenticators.hpp"
#include "http/idempotency.hpp"
#include "http/metrics.hpp"
#include "http/rate_limit.hpp"
#include "http/router.hpp"

#include <variant>

namespace http {

/// What the head of a request was found to be, before its body is read.
struct Admission {
    const Route* route = nullptr;
    /// The answer when the request is refused already; the route is null then.
    std::optional<Response> refusal;
};

struct PipelineOptions {
    unsigned requests_per_minute = 6'000; ///< per client over all routes; 0 for no limit
};

/// What every request passes between the socket and its handler: target, route, rate, caller,
/// idempotency key, handler, conditional reply, common headers. Knows no socket; safe to call from
/// any thread. Everything given must outlive it.
class Pipeline {
public:
    struct Parts {
        const Router& router;
        Authenticators authenticators;
        const base::Clock& clock;
        Metrics& metrics;
        IdempotencyStore& idempotency;
    };
    Pipeline(Parts parts, PipelineOptions options);

    /// Reads the target into path, query and path parameters, and finds the route. Never blocks.
    [[nodiscard]] Admission admit(Request& request);
    /// Establishes who calls. Blocks; run it on a worker. An answer means refused.
    [[nodiscard]] std::optional<Response> authenticate(Request& request, const Route& route) const;
    /// Runs the handler of an authenticated request whose body has been read. Blocks; never throws.
    [[nodiscard]] Response answer(const Request& request, const Route& route);
    /// Puts the headers on that every reply carries, drops the body for HEAD, writes the access
    /// log and counts. `route` may be null.
    void finish(const Request& request, const Route* route, Response& response,
                std::chrono::microseconds took);
    /// Counts open connections.
    void connections_changed(std::int64_t by) { connections_.add(by); }

private:
    [[nodiscard]] Response answer_once(const Request& request, const Route& route);
    [[nodiscard]] Response call(const Request& request, const Route& route) const;

    Parts parts_;
    PipelineOptions options_;
    RateLimiter rates_;
    Gauge& connections_;
};

} // namespace http
