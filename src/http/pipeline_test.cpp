#include "http/health_routes.hpp"
#include "http/server_fixture.hpp"

#include <boost/json.hpp>

#include <stdexcept>

/// Callers, idempotency keys, faults of handlers, health: through a real server.
namespace http {

namespace {

class PipelineTest : public ServerFixture {
protected:
    PipelineTest() {
        authenticators_.user = [](const Request& request) -> base::Result<Caller> {
            if (request.header("Authorization") != "Bearer officer") {
                return base::fail(base::Fault::unauthenticated, "identity.no_session",
                                  "Hãy đăng nhập.", "Sign in first.");
            }
            return Caller{.subject = "user/1", .context = std::string("Lan")};
        };
        router_.route(Method::get, "/me", {}, [](const Request& request) {
            return json_response(200, '"' + std::any_cast<std::string>(request.context) + ' ' +
                                          request.subject + '"');
        });
        router_.route(Method::post, "/upload", {.body_bytes_max = 1'000'000},
                      [](const Request& request) {
                          return json_response(200, std::to_string(request.body.size()));
                      });
        router_.route(Method::post, "/act",
                      {.audience = Audience::anyone, .idempotent_by_key = true},
                      [this](const Request& request) {
                          ++acted_;
                          if (request.body == "fail") {
                              return empty_response(503);
                          }
                          return json_response(201, std::to_string(acted_));
                      });
        router_.route(Method::get, "/throws", {.audience = Audience::anyone},
                      [](const Request&) -> Response { throw std::runtime_error("secret"); });
        router_.route(Method::get, "/device", {.audience = Audience::device},
                      [](const Request&) { return json_response(200, "{}"); });
    }
    std::atomic<int> acted_ = 0;
};

constexpr const char* officer = "Authorization: Bearer officer\r\n";

TEST_F(PipelineTest, a_known_caller_reaches_the_handler_and_a_stranger_does_not) {
    start();
    EXPECT_EQ(get("/me", officer).body, "\"Lan user/1\"");
    const Seen stranger = get("/me");
    EXPECT_EQ(stranger.status, 401);
    EXPECT_NE(stranger.head.find("WWW-Authenticate: Bearer"), std::string::npos);
    EXPECT_NE(stranger.body.find("identity.no_session"), std::string::npos);
}

TEST_F(PipelineTest, an_audience_without_a_check_refuses_everybody) {
    start();
    EXPECT_EQ(get("/device", officer).status, 401);
}

TEST_F(PipelineTest, a_stranger_is_refused_before_a_large_body_is_read) {
    start();
    RawClient client = connect();
    client.send("POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\n");
    EXPECT_EQ(client.receive().status, 401);
    EXPECT_EQ(post("/upload", std::string(900'000, 'a'), officer).body, "900000");
    EXPECT_EQ(post("/upload", std::string(900'000, 'a')).status, 401);
}

TEST_F(PipelineTest, a_repeated_key_gets_the_first_answer_and_nothing_happens_twice) {
    start();
    const Seen first = post("/act", "x", "Idempotency-Key: k1\r\n");
    const Seen again = post("/act", "x", "Idempotency-Key: k1\r\n");
    EXPECT_EQ(first.status, 201);
    EXPECT_EQ(again.status, 201);
    EXPECT_EQ(again.body, first.body);
    EXPECT_NE(again.head.find("Idempotency-Replayed: true"), std::string::npos);
    EXPECT_EQ(acted_, 1);
    EXPECT_EQ(post("/act", "x", "Idempotency-Key: k2\r\n").body, "2");
    EXPECT_EQ(post("/act", "x").body, "3");
}

TEST_F(PipelineTest, a_key_for_other_content_is_refused_and_a_failure_forgets_it) {
    start();
    EXPECT_EQ(post("/act", "x", "Idempotency-Key: k1\r\n").status, 201);
    EXPECT_EQ(post("/act", "y", "Idempotency-Key: k1\r\n").status, 422);
    EXPECT_EQ(post("/act", "fail", "Idempotency-Key: k3\r\n").status, 503);
    EXPECT_EQ(post("/act", "fail", "Idempotency-Key: k3\r\n").status, 503);
    EXPECT_EQ(acted_, 3);
    EXPECT_EQ(post("/act", "x", "Idempotency-Key: " + std::string(201, 'a') + "\r\n").status, 400);
    EXPECT_EQ(post("/act", "x", "Idempotency-Key: a b\r\n").status, 400);
}

TEST_F(PipelineTest, a_handler_that_throws_is_a_500_that_tells_nothing) {
    start();
    const Seen seen = get("/throws");
    EXPECT_EQ(seen.status, 500);
    EXPECT_EQ(seen.body.find("secret"), std::string::npos);
    EXPECT_NE(seen.body.find("http.internal_error"), std::string::npos);
}

TEST_F(PipelineTest, health_readiness_and_metrics_are_served) {
    bool ready = false;
    authenticators_.metrics = [](const Request& request) -> base::Result<Caller> {
        if (request.peer != "127.0.0.1") {
            return base::fail(base::Fault::unauthenticated, "x.y", "", "");
        }
        return Caller{};
    };
    add_health_routes(router_, metrics_, [&]() -> base::Result<void> {
        if (!ready) {
            return base::fail(base::Fault::unavailable, "storage.unavailable", "Chưa sẵn sàng.",
                              "Not ready.");
        }
        return {};
    });
    start();
    EXPECT_EQ(get("/healthz").status, 200);
    EXPECT_EQ(get("/readyz").status, 503);
    ready = true;
    EXPECT_EQ(get("/readyz").status, 200);
    const Seen metrics = get("/metrics");
    EXPECT_EQ(metrics.status, 200);
    EXPECT_NE(metrics.body.find(
                  "nguon_http_requests_total{method=\"GET\",route=\"/healthz\",status=\"200\"} 1"),
              std::string::npos)
        << metrics.body;
    EXPECT_NE(metrics.body.find("nguon_http_connections "), std::string::npos);
}

TEST_F(PipelineTest, english_is_spoken_to_who_prefers_it) {
    start();
    EXPECT_NE(get("/nothing", "Accept-Language: en\r\n")
                  .body.find("\"title\":\"There is no such address.\""),
              std::string::npos);
    EXPECT_NE(get("/nothing").body.find("\"title\":\"Không có địa chỉ này.\""), std::string::npos);
}

} // namespace

} // namespace http
