#include "http/server_fixture.hpp"

#include "testing/wait_until.hpp"

#include <latch>
#include <thread>
#include <vector>

/// Limits of time, number and rate; load; and the end.
namespace http {

namespace {

using std::chrono::milliseconds;
using testing_support::wait_until;

class ServerLimitsTest : public ServerFixture {
protected:
    ServerLimitsTest() {
        router_.route(Method::get, "/a", {.audience = Audience::anyone},
                      [](const Request&) { return json_response(200, "{}"); });
        router_.route(Method::get, "/slow",
                      {.audience = Audience::anyone, .time_max = std::chrono::seconds{1}},
                      [this](const Request&) {
                          ++running_;
                          gate_.wait();
                          --running_;
                          return json_response(200, "{\"slow\":true}");
                      });
        router_.route(Method::post, "/echo",
                      {.audience = Audience::anyone, .body_bytes_max = 10'000'000},
                      [](const Request& request) {
                          return json_response(200, std::to_string(request.body.size()));
                      });
        router_.route(Method::get, "/rare", {.audience = Audience::anyone, .rate_per_minute = 2},
                      [](const Request&) { return json_response(200, "{}"); });
    }
    ~ServerLimitsTest() override { open_gate(); }
    void open_gate() {
        if (!open_) {
            open_ = true;
            gate_.count_down();
        }
    }
    void TearDown() override {
        open_gate();
        ServerFixture::TearDown();
    }

    std::latch gate_{1};
    bool open_ = false;
    std::atomic<int> running_ = 0;
};

TEST_F(ServerLimitsTest, a_head_that_does_not_come_to_an_end_is_cut_off_with_408) {
    limits_.header_time_max = milliseconds{150};
    start();
    RawClient client = connect();
    client.send("GET /a HTTP/1.1\r\nHos");
    EXPECT_EQ(client.receive().status, 408);
    EXPECT_TRUE(client.ended());
}

TEST_F(ServerLimitsTest, a_body_that_drips_is_cut_off_with_408) {
    limits_.body_grace = milliseconds{150};
    limits_.bytes_per_second_min = 100'000;
    start();
    RawClient client = connect();
    client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\na");
    EXPECT_EQ(client.receive().status, 408);
    EXPECT_TRUE(client.ended());
}

TEST_F(ServerLimitsTest, an_idle_line_is_closed_without_a_word) {
    limits_.idle_max = milliseconds{150};
    start();
    RawClient client = connect();
    client.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(client.receive().status, 200);
    EXPECT_TRUE(client.ended());
    RawClient silent = connect();
    EXPECT_TRUE(silent.ended());
}

TEST_F(ServerLimitsTest, a_handler_over_its_time_is_answered_503_and_its_reply_is_dropped) {
    start();
    RawClient client = connect();
    client.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
    const Seen seen = client.receive();
    EXPECT_EQ(seen.status, 503);
    EXPECT_NE(seen.body.find("http.took_too_long"), std::string::npos);
    open_gate();
    EXPECT_TRUE(client.ended());
    EXPECT_EQ(get("/a").status, 200);
}

TEST_F(ServerLimitsTest, a_full_queue_of_workers_is_answered_503_with_retry_after) {
    worker_options_ = {.threads = 1, .queue_max = 1};
    start();
    RawClient running = connect();
    running.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
    ASSERT_TRUE(wait_until([&] { return running_ == 1; }));
    RawClient queued = connect();
    queued.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
    ASSERT_TRUE(wait_until([&] { return workers_->queued() == 1; }));
    const Seen refused = get("/a");
    EXPECT_EQ(refused.status, 503);
    EXPECT_NE(refused.head.find("Retry-After: "), std::string::npos);
    open_gate();
    EXPECT_EQ(running.receive().status, 200);
    EXPECT_EQ(queued.receive().status, 200);
}

TEST_F(ServerLimitsTest, what_nobody_waits_for_any_more_is_not_begun) {
    worker_options_ = {.threads = 1, .queue_max = 8};
    std::atomic<int> begun = 0;
    router_.route(Method::get, "/counted",
                  {.audience = Audience::anyone, .time_max = std::chrono::seconds{1}},
                  [&begun](const Request&) {
                      ++begun;
                      return json_response(200, "{}");
                  });
    start();
    RawClient running = connect();
    running.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
    ASSERT_TRUE(wait_until([&] { return running_ == 1; }));
    EXPECT_EQ(get("/counted").status, 503);
    open_gate();
    EXPECT_EQ(get("/a").status, 200); // behind it in the queue
    EXPECT_EQ(begun, 0);
    EXPECT_EQ(get("/counted").status, 200);
    EXPECT_EQ(begun, 1);
}

TEST_F(ServerLimitsTest, connections_over_the_limit_are_told_to_come_back) {
    limits_.connections_max = 3;
    start();
    std::vector<RawClient> kept;
    for (int i = 0; i < 3; ++i) {
        kept.push_back(connect());
        kept.back().send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
        EXPECT_EQ(kept.back().receive().status, 200);
    }
    const Seen refused = get("/a");
    EXPECT_EQ(refused.status, 503);
    EXPECT_NE(refused.head.find("Connection: close"), std::string::npos);
    kept.pop_back();
    EXPECT_TRUE(wait_until([&] { return get("/a").status == 200; }));
}

TEST_F(ServerLimitsTest, one_client_cannot_take_all_connections) {
    limits_.connections_per_peer_max = 2;
    start();
    RawClient one = connect();
    RawClient two = connect();
    for (RawClient* client : {&one, &two}) {
        client->send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
        EXPECT_EQ(client->receive().status, 200);
    }
    const Seen refused = get("/a");
    EXPECT_EQ(refused.status, 429);
    EXPECT_NE(refused.head.find("Retry-After: 10"), std::string::npos);
}

TEST_F(ServerLimitsTest, requests_over_the_rate_are_told_when_to_come_back) {
    start();
    EXPECT_EQ(get("/rare").status, 200);
    EXPECT_EQ(get("/rare").status, 200);
    const Seen refused = get("/rare");
    EXPECT_EQ(refused.status, 429);
    EXPECT_NE(refused.head.find("Retry-After: 30"), std::string::npos) << refused.head;
    EXPECT_EQ(get("/a").status, 200);
    clock_.advance(std::chrono::seconds{30});
    EXPECT_EQ(get("/rare").status, 200);
}

TEST_F(ServerLimitsTest, bodies_over_the_memory_for_all_of_them_are_refused_for_now) {
    limits_.bodies_bytes_max = 1'000'000;
    start();
    RawClient holding = connect();
    holding.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\n");
    EXPECT_TRUE(wait_until([&] { return post("/echo", std::string(200'000, 'a')).status == 503; }));
    EXPECT_EQ(post("/echo", std::string(50'000, 'a')).status, 200);
    holding.send(std::string(900'000, 'a'));
    EXPECT_EQ(holding.receive().body, "900000");
    EXPECT_TRUE(wait_until([&] { return post("/echo", std::string(200'000, 'a')).status == 200; }));
}

TEST_F(ServerLimitsTest, ten_thousand_requests_go_over_one_line) {
    start();
    RawClient client = connect();
    int good = 0;
    for (int i = 0; i < 10'000; ++i) {
        client.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
        good += client.receive().status == 200 ? 1 : 0;
    }
    EXPECT_EQ(good, 10'000);
}

TEST_F(ServerLimitsTest, five_hundred_lines_at_once_are_served) {
    start();
    std::vector<RawClient> clients;
    for (int i = 0; i < 500; ++i) {
        clients.push_back(connect());
    }
    for (int round = 0; round < 3; ++round) {
        for (RawClient& client : clients) {
            ASSERT_TRUE(client.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n"));
        }
        for (RawClient& client : clients) {
            const int status = client.receive().status;
            ASSERT_TRUE(status == 200 || status == 503) << status;
        }
    }
}

TEST_F(ServerLimitsTest, stopping_lets_a_running_request_finish_and_ends_idle_lines) {
    start();
    RawClient idle = connect();
    idle.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(idle.receive().status, 200);
    RawClient running = connect();
    running.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
    ASSERT_TRUE(wait_until([&] { return running_ == 1; }));
    std::thread stopper([&] { server_->stop(std::chrono::seconds{5}); });
    EXPECT_TRUE(idle.ended());
    open_gate();
    const Seen seen = running.receive();
    EXPECT_EQ(seen.body, "{\"slow\":true}");
    EXPECT_NE(seen.head.find("Connection: close"), std::string::npos);
    stopper.join();
    EXPECT_EQ(get("/a").status, 0);
}

TEST_F(ServerLimitsTest, stopping_under_load_ends_in_time_and_answers_what_was_accepted) {
    start();
    std::atomic<bool> over = false;
    std::atomic<int> answered = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&] {
            while (!over) {
                RawClient client = connect();
                while (client.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n") &&
                       client.receive().status == 200) {
                    ++answered;
                }
            }
        });
    }
    ASSERT_TRUE(wait_until([&] { return answered > 500; }));
    const auto began = std::chrono::steady_clock::now();
    server_->stop(std::chrono::seconds{5});
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds{5});
    over = true;
    for (std::thread& thread : threads) {
        thread.join();
    }
}

} // namespace

} // namespace http
