#include "http/request_parser.hpp"
#include "http/server_fixture.hpp"

#include <boost/json.hpp>

/// What no honest client sends: each gets one clear refusal, the line is closed where the next
/// request could be misread, and the server goes on.
namespace http {

namespace {

using namespace std::string_view_literals;

class ServerBadInputTest : public ServerFixture {
protected:
    ServerBadInputTest() {
        router_.route(Method::get, "/a/{id}", {.audience = Audience::anyone},
                      [](const Request&) { return json_response(200, "{}"); });
        router_.route(Method::post, "/echo", {.audience = Audience::anyone, .body_bytes_max = 1000},
                      [this](const Request& request) {
                          ++handled_;
                          return json_response(200, request.body);
                      });
    }
    /// The request is refused with that status and the line is closed after it.
    void expect_refused(std::string_view request, int status) {
        RawClient client = connect();
        client.send(request);
        const Seen seen = client.receive();
        EXPECT_EQ(seen.status, status) << request.substr(0, 200);
        EXPECT_NE(seen.body.find("\"code\":\"http."), std::string::npos) << seen.body;
        EXPECT_TRUE(client.ended()) << request.substr(0, 200);
    }
    void expect_goes_on() {
        EXPECT_EQ(get("/a/1").status, 200);
        EXPECT_EQ(handled_, 0);
    }

    std::atomic<int> handled_ = 0;
};

TEST_F(ServerBadInputTest, what_is_not_http_is_refused) {
    start();
    for (const char* request :
         {"\r\n\r\n", "hello\r\n\r\n", "GET /a/1\r\n\r\n", "GET /a/1 HTTP/2.0\r\nHost: x\r\n\r\n",
          "GET /a/1 HTTP/1.2\r\nHost: x\r\n\r\n", "GET  /a/1 HTTP/1.1\r\nHost: x\r\n\r\n",
          "GET /a/1 HTTP/1.1\r\nHost : x\r\n\r\n", "GET /a/1 HTTP/1.1\r\nHost: x\r\nA\r\n\r\n",
          "GET /a/1 HTTP/1.1\r\nHost: x\r\nA: \x01\r\n\r\n", "\x16\x03\x01\x02\x00\r\n\r\n"}) {
        expect_refused(request, 400);
    }
    expect_goes_on();
}

TEST_F(ServerBadInputTest, a_nul_in_the_head_is_refused) {
    start();
    expect_refused("GET /a/\0 HTTP/1.1\r\nHost: x\r\n\r\n"sv, 400);
    expect_refused("GET /a/1 HTTP/1.1\r\nHost: x\r\nA: \0\r\n\r\n"sv, 400);
    expect_goes_on();
}

TEST_F(ServerBadInputTest, a_lone_line_feed_never_ends_a_line) {
    start();
    expect_refused("GET /a/1 HTTP/1.1\nHost: x\n\n\r\n\r\n", 400);
    expect_refused("GET /a/1 HTTP/1.1\r\nHost: x\nA: b\r\n\r\n", 400);
    expect_goes_on();
}

TEST_F(ServerBadInputTest, two_ways_to_frame_a_body_are_refused) {
    start();
    for (const char* headers :
         {"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
          "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
          "Content-Length: 4\r\nContent-Length: 5\r\n",
          "Content-Length: 4\r\nContent-Length: 4\r\n", "Content-Length: 4, 4\r\n",
          "Content-Length: -4\r\n", "Content-Length: +4\r\n", "Content-Length: 0x4\r\n",
          "Content-Length: 4 4\r\n", "Content-Length: 99999999999999999999999\r\n",
          "Content-Length: \r\n", "Transfer-Encoding: gzip, chunked\r\n",
          "Transfer-Encoding: chunked, gzip\r\n", "Transfer-Encoding: xchunked\r\n",
          "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
          "Transfer-Encoding: identity\r\n",
          "Transfer-Encoding: \x0b"
          "chunked\r\n"}) {
        expect_refused("POST /echo HTTP/1.1\r\nHost: x\r\n" + std::string(headers) +
                           "\r\n0\r\n\r\nGET /a/1 HTTP/1.1\r\nHost: x\r\n\r\n",
                       400);
    }
    expect_refused("POST /echo HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                   400);
    expect_goes_on();
}

TEST_F(ServerBadInputTest, bad_chunks_are_refused) {
    start();
    for (const char* body :
         {"zz\r\n\r\n", "-1\r\n\r\n", "4 4\r\nabcd\r\n", "ffffffffffffffffff\r\n", "\r\n\r\n\r\n",
          "4\r\nabcd\r\n0\r\nbad trailer\r\n\r\n"}) {
        expect_refused("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" +
                           std::string(body),
                       400);
    }
    expect_goes_on();
}

TEST_F(ServerBadInputTest, chunks_that_never_end_are_cut_off) {
    limits_.body_grace = std::chrono::milliseconds{100};
    limits_.bytes_per_second_min = 100'000;
    start();
    for (const char* body : {"4\r\nabcdX\r\n", "4\nabcd\n0\n\n", "4\r\nabcd\r\n"}) {
        expect_refused("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" +
                           std::string(body),
                       408);
    }
    expect_goes_on();
}

TEST_F(ServerBadInputTest, one_host_is_needed) {
    start();
    expect_refused("GET /a/1 HTTP/1.1\r\n\r\n", 400);
    expect_refused("GET /a/1 HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400);
    EXPECT_EQ(ask("GET /a/1 HTTP/1.0\r\n\r\n").status, 200);
}

TEST_F(ServerBadInputTest, bad_targets_are_refused_and_the_line_goes_on) {
    start();
    RawClient client = connect();
    for (const char* target :
         {"/a/%FF", "/a/%00", "/a/..%2f..%2fetc", "/../a", "/a?x=%C3", "*", "/a%"}) {
        client.send("GET " + std::string(target) + " HTTP/1.1\r\nHost: x\r\n\r\n");
        EXPECT_EQ(client.receive().status, 400) << target;
    }
    client.send("GET /a/1 HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(client.receive().status, 200);
}

TEST_F(ServerBadInputTest, a_huge_head_is_refused) {
    start();
    expect_refused("GET /a/1 HTTP/1.1\r\nHost: x\r\nA: " + std::string(20'000, 'a') + "\r\n\r\n",
                   431);
    std::string many = "GET /a/1 HTTP/1.1\r\nHost: x\r\n";
    for (int i = 0; i < 200; ++i) {
        many += "A: b\r\n";
    }
    expect_refused(many + "\r\n", 431);
    expect_goes_on();
}

TEST_F(ServerBadInputTest, unknown_methods_paths_and_other_methods_are_told_apart) {
    start();
    expect_refused("BREW /a/1 HTTP/1.1\r\nHost: x\r\n\r\n", 501);
    expect_refused("CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n", 501);
    EXPECT_EQ(get("/nothing").status, 404);
    const Seen other = ask("DELETE /echo HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(other.status, 405);
    EXPECT_NE(other.head.find("Allow: POST, OPTIONS"), std::string::npos) << other.head;
    const Seen options = ask("OPTIONS /a/1 HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(options.status, 204);
    EXPECT_NE(options.head.find("Allow: GET, HEAD, OPTIONS"), std::string::npos) << options.head;
}

TEST_F(ServerBadInputTest, a_body_over_the_limit_is_refused_before_and_while_it_comes) {
    start();
    expect_refused("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\n\r\n" +
                       std::string(1001, 'a'),
                   413);
    expect_refused(
        "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\nExpect: 100-continue\r\n\r\n",
        413);
    expect_refused("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" +
                       std::string(1001, 'a') + "\r\n0\r\n\r\n",
                   413);
    expect_goes_on();
    EXPECT_EQ(post("/echo", std::string(1000, 'a')).status, 200);
}

TEST_F(ServerBadInputTest, a_client_that_waits_is_told_to_continue) {
    start();
    RawClient client = connect();
    client.send(
        "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
    ASSERT_TRUE(client.wait_for("HTTP/1.1 100 Continue\r\n\r\n"));
    EXPECT_EQ(client.receive(false).status, 100);
    client.send("abc");
    EXPECT_EQ(client.receive().body, "abc");
}

TEST(RequestParser, an_empty_chunked_body_in_pieces_of_any_size_is_read) {
    const std::string_view head =
        "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (const std::string body : {"0\r\n\r\n", "0\r\nHow: x\r\n\r\n", "1\r\na\r\n0\r\n\r\n"}) {
        for (std::size_t piece = 1; piece <= body.size(); ++piece) {
            RequestParser parser(1024);
            ASSERT_EQ(parser.put(head), head.size());
            parser.accept_body(10);
            std::string buffer;
            for (std::size_t at = 0; at < body.size(); at += piece) {
                buffer += body.substr(at, piece);
                buffer.erase(0, parser.put(buffer));
            }
            EXPECT_TRUE(parser.done()) << body << piece;
            EXPECT_EQ(parser.fault(), ParseFault::none);
        }
    }
}

TEST_F(ServerBadInputTest, a_request_in_pieces_of_one_byte_is_read) {
    start();
    RawClient client = connect();
    for (const char c :
         std::string_view("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc")) {
        client.send({&c, 1});
    }
    EXPECT_EQ(client.receive().body, "abc");
}

} // namespace

} // namespace http
