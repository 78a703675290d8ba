#include "crypto/certificate_authority.hpp"
#include "http/server_fixture.hpp"
#include "http/static_files.hpp"
#include "testing/temporary_folder.hpp"
#include "testing/wait_until.hpp"

#include <openssl/ssl.h>

#include <atomic>
#include <fstream>
#include <thread>

/// Files, events and TLS over real sockets.
namespace http {

namespace {

using testing_support::wait_until;

class ServerStreamTest : public ServerFixture {
protected:
    ServerStreamTest() {
        std::ofstream out(file(), std::ios::binary);
        for (int i = 0; i < 700'000; ++i) {
            content_ += static_cast<char>('a' + i % 23);
            content_ += static_cast<char>(i % 251);
        }
        out << content_;
        router_.route(Method::get, "/media", {.audience = Audience::anyone},
                      [this](const Request& request) {
                          return file_response(request, file(), "audio/ogg", "abc");
                      });
        router_.route(
            Method::get, "/gone", {.audience = Audience::anyone}, [this](const Request& request) {
                return file_response(request, folder_.path() / "gone", "audio/ogg", "abc");
            });
        router_.route(
            Method::get, "/events", {.audience = Audience::anyone}, [](const Request& request) {
                Response response;
                response.events =
                    EventStreamBody{.channel = "live",
                                    .filter = nullptr,
                                    .last_event_id = std::string(request.header("Last-Event-ID"))};
                return response;
            });
    }
    [[nodiscard]] std::filesystem::path file() const { return folder_.path() / "media"; }

    testing_support::TemporaryFolder folder_;
    std::string content_;
};

TEST_F(ServerStreamTest, a_file_arrives_whole_and_in_parts) {
    start();
    const Seen whole = get("/media");
    EXPECT_EQ(whole.status, 200);
    EXPECT_TRUE(whole.body == content_);
    EXPECT_NE(whole.head.find("Accept-Ranges: bytes"), std::string::npos);
    const Seen part = get("/media", "Range: bytes=1000-1999\r\n");
    EXPECT_EQ(part.status, 206);
    EXPECT_TRUE(part.body == content_.substr(1000, 1000));
    EXPECT_NE(part.head.find("Content-Range: bytes 1000-1999/1400000"), std::string::npos)
        << part.head;
    EXPECT_TRUE(get("/media", "Range: bytes=-7\r\n").body == content_.substr(content_.size() - 7));
    const Seen beyond = get("/media", "Range: bytes=1400000-\r\n");
    EXPECT_EQ(beyond.status, 416);
    EXPECT_NE(beyond.head.find("Content-Range: bytes */1400000"), std::string::npos);
}

TEST_F(ServerStreamTest, a_part_of_another_version_is_answered_with_the_whole) {
    start();
    EXPECT_EQ(get("/media", "Range: bytes=0-9\r\nIf-Range: \"abc\"\r\n").status, 206);
    EXPECT_EQ(get("/media", "Range: bytes=0-9\r\nIf-Range: \"old\"\r\n").status, 200);
    EXPECT_EQ(get("/media", "If-None-Match: \"abc\"\r\n").status, 304);
}

TEST_F(ServerStreamTest, head_of_a_file_has_its_length_and_the_line_goes_on) {
    start();
    RawClient client = connect();
    client.send("HEAD /media HTTP/1.1\r\nHost: x\r\n\r\nGET /media HTTP/1.1\r\nHost: x\r\n\r\n");
    const Seen head = client.receive(false);
    EXPECT_NE(head.head.find("Content-Length: 1400000"), std::string::npos);
    EXPECT_TRUE(client.receive().body == content_);
}

TEST_F(ServerStreamTest, clients_that_leave_in_the_middle_of_a_file_harm_nobody) {
    std::filesystem::resize_file(file(), 64'000'000);
    start();
    for (int i = 0; i < 20; ++i) {
        RawClient client = connect();
        client.send("GET /media HTTP/1.1\r\nHost: x\r\n\r\n");
        EXPECT_TRUE(client.wait_for("HTTP/1.1 200 OK"));
    }
    EXPECT_EQ(get("/media", "Range: bytes=0-9\r\n").status, 206);
}

TEST_F(ServerStreamTest, a_client_that_stops_reading_a_file_is_let_go) {
    limits_.body_grace = std::chrono::milliseconds{200};
    limits_.bytes_per_second_min = 1'000'000;
    std::filesystem::resize_file(file(), 64'000'000);
    start();
    const Gauge& connections = metrics_.gauge("nguon_http_connections", "Open connections.");
    RawClient client = connect();
    client.send("GET /media HTTP/1.1\r\nHost: x\r\n\r\n");
    ASSERT_TRUE(client.wait_for("HTTP/1.1 200 OK"));
    EXPECT_EQ(connections.value(), 1);
    EXPECT_TRUE(wait_until([&] { return connections.value() == 0; }));
}

TEST_F(ServerStreamTest, a_large_file_arrives_whole_while_others_are_served) {
    std::string large;
    while (large.size() < 9'000'000) {
        large += content_ + std::to_string(large.size());
    }
    std::ofstream(file(), std::ios::binary) << large;
    start();
    std::vector<std::thread> threads;
    std::atomic<int> whole = 0;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] { whole += get("/media").body == large ? 1 : 0; });
    }
    for (int i = 0; i < 20; ++i) {
        EXPECT_EQ(get("/media", "Range: bytes=0-9\r\n").body, large.substr(0, 10));
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(whole, 4);
}

TEST_F(ServerStreamTest, an_empty_file_is_answered_at_once) {
    std::filesystem::resize_file(file(), 0);
    start();
    RawClient client = connect();
    for (int i = 0; i < 3; ++i) {
        client.send("GET /media HTTP/1.1\r\nHost: x\r\n\r\n");
        const Seen seen = client.receive();
        EXPECT_EQ(seen.status, 200);
        EXPECT_NE(seen.head.find("Content-Length: 0"), std::string::npos) << seen.head;
    }
}

TEST_F(ServerStreamTest, a_missing_file_is_an_honest_503) {
    start();
    EXPECT_EQ(get("/gone").status, 503);
}

TEST_F(ServerStreamTest, events_arrive_as_they_are_published) {
    start();
    RawClient client = connect();
    client.send("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
    ASSERT_TRUE(client.wait_for("text/event-stream"));
    ASSERT_TRUE(client.wait_for(": open\n\n"));
    ASSERT_TRUE(wait_until([&] { return events_.listeners() == 1; }));
    events_.publish("live", "device.changed", R"({"id":1})");
    ASSERT_TRUE(client.wait_for("id: run1.1\nevent: device.changed\ndata: {\"id\":1}\n\n"));
    events_.publish("live", "device.changed", R"({"id":2})");
    ASSERT_TRUE(client.wait_for("id: run1.2\n"));
}

TEST_F(ServerStreamTest, a_client_that_comes_back_gets_what_it_missed) {
    start();
    events_.publish("live", "e", "1");
    events_.publish("live", "e", "2");
    RawClient client = connect();
    client.send("GET /events HTTP/1.1\r\nHost: x\r\nLast-Event-ID: run1.1\r\n\r\n");
    EXPECT_TRUE(client.wait_for("data: 2\n\n"));
    RawClient stranger = connect();
    stranger.send("GET /events HTTP/1.1\r\nHost: x\r\nLast-Event-ID: run0.1\r\n\r\n");
    EXPECT_TRUE(stranger.wait_for("event: reset\n"));
}

TEST_F(ServerStreamTest, a_quiet_stream_beats_and_one_that_is_left_is_forgotten) {
    limits_.heartbeat = std::chrono::milliseconds{50};
    start();
    {
        RawClient client = connect();
        client.send("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
        ASSERT_TRUE(client.wait_for(": open\n\n: \n\n: \n\n"));
        EXPECT_EQ(events_.listeners(), 1U);
    }
    EXPECT_TRUE(wait_until([&] { return events_.listeners() == 0; }));
}

TEST_F(ServerStreamTest, a_caller_whose_rights_end_is_cut_off_at_once) {
    authenticators_.user = [](const Request& request) -> base::Result<Caller> {
        return Caller{.subject = std::string(request.header("X-User")), .context = {}};
    };
    router_.route(Method::get, "/mine", {}, [](const Request&) {
        Response response;
        response.events = EventStreamBody{.channel = "live", .filter = {}, .last_event_id = ""};
        return response;
    });
    start();
    RawClient lan = connect();
    RawClient binh = connect();
    lan.send("GET /mine HTTP/1.1\r\nHost: x\r\nX-User: user/lan\r\n\r\n");
    binh.send("GET /mine HTTP/1.1\r\nHost: x\r\nX-User: user/binh\r\n\r\n");
    ASSERT_TRUE(wait_until([&] { return events_.listeners() == 2; }));
    events_.end_streams("user/lan");
    EXPECT_TRUE(wait_until([&] { return events_.listeners() == 1; }));
    EXPECT_FALSE(lan.wait_for("never"));
    events_.publish("live", "e", "1");
    EXPECT_TRUE(binh.wait_for("data: 1"));
    EXPECT_EQ(lan.unread().find("data: 1"), std::string::npos);
}

TEST_F(ServerStreamTest, a_stream_is_ended_after_its_time_so_that_its_caller_is_checked_again) {
    limits_.heartbeat = std::chrono::milliseconds{20};
    limits_.stream_max = std::chrono::milliseconds{100};
    start();
    RawClient client = connect();
    client.send("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
    ASSERT_TRUE(client.wait_for("text/event-stream"));
    EXPECT_FALSE(client.wait_for("never"));
}

TEST_F(ServerStreamTest, stopping_ends_streams_at_once) {
    start();
    RawClient client = connect();
    client.send("GET /events HTTP/1.1\r\nHost: x\r\n\r\n");
    ASSERT_TRUE(client.wait_for(": open\n\n"));
    const auto began = std::chrono::steady_clock::now();
    server_->stop(std::chrono::seconds{5});
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds{3});
    EXPECT_EQ(events_.listeners(), 0U);
}

/// A TLS client that trusts one authority only.
class TlsClient {
public:
    TlsClient(std::uint16_t port, const std::string& authority) {
        context_ = SSL_CTX_new(TLS_client_method());
        SSL_CTX_load_verify_file(context_, authority.c_str());
        SSL_CTX_set_verify(context_, SSL_VERIFY_PEER, nullptr);
        BIO* connection = BIO_new_ssl_connect(context_);
        BIO_set_conn_hostname(connection, ("127.0.0.1:" + std::to_string(port)).c_str());
        SSL* session = nullptr;
        BIO_get_ssl(connection, &session);
        SSL_set1_host(session, "localhost");
        connection_ = connection;
        trusted_ = BIO_do_connect(connection) == 1;
    }
    ~TlsClient() {
        BIO_free_all(connection_);
        SSL_CTX_free(context_);
    }
    TlsClient(const TlsClient&) = delete;
    TlsClient& operator=(const TlsClient&) = delete;
    [[nodiscard]] bool trusted() const { return trusted_; }
    /// Everything until the server ends the line.
    std::string ask(const std::string& request) {
        BIO_write(connection_, request.data(), static_cast<int>(request.size()));
        std::string reply;
        std::array<char, 65536> piece;
        for (int got = 1; got > 0;) {
            got = BIO_read(connection_, piece.data(), static_cast<int>(piece.size()));
            reply.append(piece.data(), static_cast<std::size_t>(std::max(got, 0)));
        }
        return reply;
    }

private:
    SSL_CTX* context_ = nullptr;
    BIO* connection_ = nullptr;
    bool trusted_ = false;
};

class ServerTlsTest : public ServerStreamTest {
protected:
    ServerTlsTest() {
        const base::Instant now = base::SystemClock{}.now();
        const base::Millis year{std::chrono::hours{24 * 365}};
        authority_ = crypto::make_authority("Test CA", now - base::Millis{60'000}, year).value();
        const auto credential =
            crypto::issue_server_certificate(authority_, {.common_name = "nguon",
                                                          .names = {"localhost"},
                                                          .not_before = now - base::Millis{60'000},
                                                          .lifetime = year});
        write("ca.pem", authority_.certificate_pem);
        write("server.pem", credential->certificate_pem);
        write("server.key", credential->private_key_pem);
        tls_ = TlsFiles{folder_.path() / "server.pem", folder_.path() / "server.key"};
    }
    void write(const char* name, const std::string& text) {
        ASSERT_TRUE(crypto::write_private_file(folder_.path() / name, text).has_value());
    }
    TlsClient client() { return TlsClient(server_->port(), (folder_.path() / "ca.pem").string()); }

    crypto::Credential authority_;
};

TEST_F(ServerTlsTest, a_client_that_trusts_the_authority_is_served_with_hsts) {
    start();
    TlsClient asking = client();
    ASSERT_TRUE(asking.trusted());
    const std::string reply =
        asking.ask("GET /media HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    EXPECT_TRUE(reply.ends_with(content_));
    EXPECT_NE(reply.find("Strict-Transport-Security: max-age="), std::string::npos);
}

TEST_F(ServerTlsTest, plain_http_on_the_tls_port_and_silence_are_cut_off) {
    limits_.handshake_max = std::chrono::milliseconds{200};
    start();
    EXPECT_EQ(get("/media").status, 0);
    RawClient silent = connect();
    EXPECT_TRUE(silent.ended());
}

TEST_F(ServerTlsTest, a_new_certificate_is_taken_without_a_restart) {
    start();
    const base::Instant now = base::SystemClock{}.now();
    const auto other = crypto::make_authority("Other CA", now, base::Millis{3'600'000}).value();
    const auto renewed =
        crypto::issue_server_certificate(other, {.common_name = "nguon",
                                                 .names = {"localhost"},
                                                 .not_before = now - base::Millis{60'000},
                                                 .lifetime = base::Millis{3'600'000}});
    write("server.pem", renewed->certificate_pem);
    write("server.key", renewed->private_key_pem);
    EXPECT_TRUE(client().trusted());
    ASSERT_TRUE(server_->reload_certificate().has_value());
    EXPECT_FALSE(client().trusted());
}

TEST_F(ServerTlsTest, a_key_of_another_certificate_is_refused_at_the_start) {
    write("server.key", authority_.private_key_pem);
    workers_.emplace(worker_options_);
    pipeline_.emplace(Pipeline::Parts{.router = router_,
                                      .authenticators = authenticators_,
                                      .clock = clock_,
                                      .metrics = metrics_,
                                      .idempotency = idempotency_},
                      pipeline_options_);
    ServerOptions options;
    options.tls = tls_;
    Server server(std::move(options), *pipeline_, *workers_, events_);
    EXPECT_EQ(server.start().error().code, "http.bad_certificate");
}

} // namespace

} // namespace http
