#include "http/health_routes.hpp"

namespace http {

void add_health_routes(Router& router, const Metrics& metrics,
                       std::function<base::Result<void>()> ready) {
    router.route(Method::get, "/healthz", {.audience = Audience::anyone},
                 [](const Request&) { return json_response(200, R"({"status":"ok"})"); });
    router.route(Method::get, "/readyz", {.audience = Audience::anyone},
                 [ready = std::move(ready)](const Request& request) {
                     const auto outcome = ready();
                     return outcome ? json_response(200, R"({"status":"ok"})")
                                    : problem_response(outcome.error(), request);
                 });
    router.route(Method::get, "/metrics", {.audience = Audience::metrics},
                 [&metrics](const Request&) {
                     Response response;
                     response.headers.emplace("Content-Type", "text/plain; version=0.0.4");
                     response.body = metrics.text();
                     return response;
                 });
}

} // namespace http
