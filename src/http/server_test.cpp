#include "http/health_routes.hpp"
#include "http/server_fixture.hpp"

#include <atomic>
#include <latch>
#include <thread>
#include <vector>

/// Black box: a real server on a free port, asked over raw sockets.
namespace http {

namespace {

class ServerTest : public ServerFixture {
protected:
    ServerTest() {
        router_.route(Method::get, "/hello/{name}", {.audience = Audience::anyone},
                      [](const Request& request) {
                          return json_response(200, "{\"hello\":\"" +
                                                        request.path_parameter("name") + "\"}");
                      });
        router_.route(Method::post, "/echo", {.audience = Audience::anyone, .body_bytes_max = 1000},
                      [](const Request& request) { return json_response(200, request.body); });
    }
};

TEST_F(ServerTest, answers_a_route_with_the_common_headers) {
    start();
    const Seen seen = get("/hello/B%C3%ACnh");
    EXPECT_EQ(seen.status, 200);
    EXPECT_EQ(seen.body, "{\"hello\":\"Bình\"}");
    for (const char* header : {"X-Request-Id: ", "X-Content-Type-Options: nosniff",
                               "Content-Security-Policy: default-src", "frame-ancestors 'none'",
                               "Referrer-Policy: ", "Cache-Control: private, no-store", "ETag: \"",
                               "Date: Mon, 01 Jun 2026 00:00:00 GMT"}) {
        EXPECT_NE(seen.head.find(header), std::string::npos) << header << "\n" << seen.head;
    }
    EXPECT_EQ(seen.head.find("Strict-Transport-Security"), std::string::npos);
}

TEST_F(ServerTest, gives_a_body_to_the_handler) {
    start();
    EXPECT_EQ(post("/echo", "xin chào").body, "xin chào");
    const Seen chunked = ask("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                             "4\r\nabcd\r\n2;x=y\r\nef\r\n0\r\n\r\n");
    EXPECT_EQ(chunked.status, 200);
    EXPECT_EQ(chunked.body, "abcdef");
}

TEST_F(ServerTest, keeps_the_line_for_further_requests_and_answers_pipelined_ones_in_order) {
    start();
    RawClient client = connect();
    std::string requests;
    for (int i = 0; i < 50; ++i) {
        requests += "GET /hello/" + std::to_string(i) + " HTTP/1.1\r\nHost: x\r\n\r\n";
    }
    client.send(requests);
    for (int i = 0; i < 50; ++i) {
        EXPECT_EQ(client.receive().body, "{\"hello\":\"" + std::to_string(i) + "\"}");
    }
}

TEST_F(ServerTest, head_gives_the_head_of_get) {
    start();
    RawClient client = connect();
    client.send(
        "HEAD /hello/a HTTP/1.1\r\nHost: x\r\n\r\nGET /hello/b HTTP/1.1\r\nHost: x\r\n\r\n");
    const Seen head = client.receive(false);
    EXPECT_EQ(head.status, 200);
    EXPECT_NE(head.head.find("Content-Length: 13"), std::string::npos) << head.head;
    EXPECT_EQ(client.receive().body, "{\"hello\":\"b\"}");
}

TEST_F(ServerTest, what_the_client_has_already_is_not_sent_again) {
    start();
    const Seen first = get("/hello/a");
    const auto at = first.head.find("ETag: ") + 6;
    const std::string etag = first.head.substr(at, first.head.find("\r\n", at) - at);
    const Seen second = get("/hello/a", "If-None-Match: " + etag + "\r\n");
    EXPECT_EQ(second.status, 304);
    EXPECT_EQ(second.body, "");
    EXPECT_EQ(get("/hello/b", "If-None-Match: " + etag + "\r\n").status, 200);
}

} // namespace

} // namespace http
