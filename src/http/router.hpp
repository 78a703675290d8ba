#pragma once

#include "http/message.hpp"

#include <chrono>

namespace http {

/// Who may call a route before its use case decides the rest.
enum class Audience : std::uint8_t {
    anyone,  ///< no session needed: sign-in, set-up, health, public pages
    user,    ///< a signed-in person or a personal API token
    device,  ///< a claimed device with its token
    metrics, ///< the configured monitoring token or loopback
};

struct RouteOptions {
    Audience audience = Audience::user;
    std::size_t body_bytes_max = 262'144;
    /// The handler runs before the body is read, and gives a BodyIntake for it.
    bool endless_body = false;
    std::chrono::seconds time_max{30};
    /// POST that acts: an `Idempotency-Key` header makes a repeated request answer what the first
    /// one did.
    bool idempotent_by_key = false;
    /// Requests per minute and client to this route before 429; 0 means that only the limit for all
    /// routes together applies.
    unsigned rate_per_minute = 0;
};

struct Route {
    Method method = Method::get;
    std::string pattern; ///< `/api/v1/bulletins/{id}/submit`
    RouteOptions options;
    Handler handler;
};

struct Match {
    const Route* route = nullptr;
    std::map<std::string, std::string> parameters;
    std::vector<Method> allowed; ///< for 405 when the path is known and the method is not
};

/// The table of routes. Filled before the server starts, then read by all threads.
class Router {
public:
    /// ENSUREs that the pattern is well formed and that no other route has the same method and
    /// shape. Where a literal and a parameter stand at the same place, the literal wins
    /// (`/bulletins/import` before `/bulletins/{id}`).
    void route(Method method, std::string pattern, RouteOptions options, Handler handler);
    /// Answers GET and HEAD below `prefix` (`/`, `/console/`) where no route matches: web apps. The
    /// longest prefix wins. ENSUREs that it begins and ends with a slash. Paths below `/api/` and
    /// `/device/` never fall back.
    void fallback(std::string prefix, RouteOptions options, Handler handler);
    /// `path` is decoded and has passed read_target. HEAD finds the route of GET.
    [[nodiscard]] Match match(Method method, std::string_view path) const;
    [[nodiscard]] const std::vector<Route>& routes() const { return routes_; }

private:
    std::vector<Route> routes_;
    std::vector<std::vector<std::string>> segments_; ///< of each route's pattern
    std::vector<Route> fallbacks_;
};

} // namespace http
