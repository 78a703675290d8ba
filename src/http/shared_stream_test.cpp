// Shared streams and endless bodies, on real sockets.
#include "http/server_fixture.hpp"
#include "http/shared_stream.hpp"
#include "testing/wait_until.hpp"

#include <optional>
#include <thread>

namespace http {

namespace {

using testing_support::wait_until;

TEST(SharedStreamTest, keeps_the_last_chunks_only) {
    SharedStream stream(2);
    EXPECT_EQ(stream.publish("a"), 0U);
    EXPECT_EQ(stream.publish("b"), 1U);
    EXPECT_EQ(stream.publish("c"), 2U);
    EXPECT_TRUE(stream.find(0).lost);
    EXPECT_EQ(*stream.find(1).chunk, "b");
    EXPECT_FALSE(stream.find(3).chunk);
    EXPECT_FALSE(stream.find(3).ended);
    stream.end();
    EXPECT_TRUE(stream.find(3).ended);
    EXPECT_EQ(*stream.find(2).chunk, "c");
}

TEST(SharedStreamTest, tells_what_is_newest) {
    SharedStream stream(2);
    EXPECT_FALSE(stream.newest().chunk);
    EXPECT_FALSE(stream.newest().ended);
    for (const char* piece : {"a", "b", "c"}) {
        stream.publish(piece);
    }
    EXPECT_EQ(stream.newest().number, 2U);
    EXPECT_EQ(*stream.newest().chunk, "c");
    stream.end();
    EXPECT_TRUE(stream.newest().ended);
    EXPECT_EQ(*stream.newest().chunk, "c");
}

class StreamFixture : public ServerFixture {
protected:
    StreamFixture() {
        router_.route(Method::get, "/stream/{from}", {.audience = Audience::anyone},
                      [this](const Request& request) {
                          Response response;
                          response.stream = SharedStreamBody{
                              stream_, std::stoull(request.path_parameter("from"))};
                          return response;
                      });
    }
    RawClient listener(int from) {
        RawClient client = connect();
        client.send("GET /stream/" + std::to_string(from) + " HTTP/1.1\r\nHost: x\r\n\r\n");
        return client;
    }
    std::shared_ptr<SharedStream> stream_ = std::make_shared<SharedStream>(8);
};

TEST_F(StreamFixture, many_clients_get_the_same_bytes_each_from_where_it_asked) {
    start();
    stream_->publish("zero ");
    stream_->publish("one ");
    std::vector<RawClient> clients;
    for (int i = 0; i < 40; ++i) {
        clients.push_back(listener(i % 3));
    }
    ASSERT_TRUE(wait_until([&] { return stream_->listeners() == 40; }));
    stream_->publish("two ");
    stream_->publish("three ");
    stream_->end();
    for (std::size_t i = 0; i < clients.size(); ++i) {
        EXPECT_TRUE(clients[i].wait_for("\r\n\r\n"));
        clients[i].wait_for("nothing more"); // reads to the end
        const std::string& all = clients[i].unread();
        const std::string wanted = i % 3 == 0   ? "zero one two three "
                                   : i % 3 == 1 ? "one two three "
                                                : "two three ";
        EXPECT_EQ(all.substr(all.find("\r\n\r\n") + 4), wanted);
    }
    EXPECT_TRUE(wait_until([&] { return stream_->listeners() == 0; }));
}

TEST_F(StreamFixture, who_leaves_takes_nothing_from_those_who_stay) {
    start();
    std::vector<std::optional<RawClient>> clients;
    for (std::size_t i = 0; i < 12; ++i) {
        clients.emplace_back(listener(0));
        ASSERT_TRUE(wait_until([&] { return stream_->listeners() == i + 1; }));
    }
    std::size_t left = clients.size();
    for (const std::size_t leaves : {0U, 11U, 5U, 10U, 1U}) {
        const std::string mark = "<" + std::to_string(leaves) + ">";
        clients[leaves].reset();
        --left;
        ASSERT_TRUE(wait_until([&] { return stream_->listeners() == left; }));
        stream_->publish(mark);
        for (auto& client : clients) {
            EXPECT_TRUE(!client || client->wait_for(mark)) << leaves;
        }
    }
}

TEST_F(StreamFixture, listeners_far_behind_and_up_to_date_meet_in_the_same_chunk) {
    start();
    for (const char* piece : {"zero ", "one ", "two "}) {
        stream_->publish(piece);
    }
    RawClient behind = listener(0);
    RawClient present = listener(3);
    ASSERT_TRUE(wait_until([&] { return stream_->listeners() == 2; }));
    EXPECT_TRUE(behind.wait_for("zero one two "));
    for (const char* piece : {"three ", "four "}) {
        stream_->publish(piece);
        EXPECT_TRUE(behind.wait_for(piece));
        EXPECT_TRUE(present.wait_for(piece));
    }
    stream_->end();
    EXPECT_TRUE(wait_until([&] { return stream_->listeners() == 0; }));
}

TEST_F(StreamFixture, a_client_that_does_not_read_is_let_go_and_harms_nobody) {
    limits_.stream_unsent_bytes = 4'096;
    limits_.stream_stall_max = std::chrono::milliseconds{300};
    start();
    RawClient slow = listener(0);
    RawClient good = listener(0);
    ASSERT_TRUE(wait_until([&] { return stream_->listeners() == 2; }));
    int number = 0;
    ASSERT_TRUE(wait_until([&] {
        const std::string mark = "<" + std::to_string(++number) + ">";
        stream_->publish(std::string(256 * 1024, 'x') + mark);
        return good.wait_for(mark) && stream_->listeners() <= 1;
    }));
    stream_->publish("the end");
    EXPECT_TRUE(good.wait_for("the end"));
}

TEST_F(StreamFixture, a_place_that_is_no_longer_kept_ends_the_line) {
    start();
    for (int i = 0; i < 20; ++i) {
        stream_->publish("piece");
    }
    RawClient late = listener(3);
    ASSERT_TRUE(late.wait_for("\r\n\r\n"));
    EXPECT_FALSE(late.wait_for("piece"));
}

TEST_F(StreamFixture, a_caller_whose_streams_are_ended_is_let_go_at_once_and_nobody_else) {
    authenticators_.device = [](const Request& request) -> base::Result<Caller> {
        return Caller{.subject = std::string(request.header("X-Device")), .context = {}};
    };
    router_.route(Method::get, "/mine", {.audience = Audience::device}, [this](const Request&) {
        Response response;
        response.stream = SharedStreamBody{stream_, 0};
        return response;
    });
    start();
    RawClient one = connect();
    RawClient two = connect();
    one.send("GET /mine HTTP/1.1\r\nHost: x\r\nX-Device: device/1\r\n\r\n");
    two.send("GET /mine HTTP/1.1\r\nHost: x\r\nX-Device: device/2\r\n\r\n");
    ASSERT_TRUE(wait_until([&] { return stream_->listeners() == 2; }));
    stream_->publish("first ");
    ASSERT_TRUE(one.wait_for("first "));
    events_.end_streams("device/1");
    ASSERT_TRUE(wait_until([&] { return stream_->listeners() == 1; }));
    stream_->publish("second ");
    EXPECT_TRUE(two.wait_for("second "));
    EXPECT_FALSE(one.wait_for("second "));
}

TEST_F(StreamFixture, a_stream_whose_caller_is_ended_while_it_is_opened_is_not_begun) {
    authenticators_.device = [](const Request&) -> base::Result<Caller> {
        return Caller{.subject = "device/1", .context = {}};
    };
    router_.route(Method::get, "/mine", {.audience = Audience::device}, [this](const Request&) {
        events_.end_streams("device/1"); // between the check and the stream
        Response response;
        response.stream = SharedStreamBody{stream_, 0};
        return response;
    });
    start();
    stream_->publish("secret");
    RawClient client = connect();
    client.send("GET /mine HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_FALSE(client.wait_for("secret"));
    EXPECT_EQ(stream_->listeners(), 0U);
}

TEST_F(StreamFixture, stopping_the_server_ends_listeners_at_once) {
    start();
    RawClient client = listener(0);
    ASSERT_TRUE(wait_until([&] { return stream_->listeners() == 1; }));
    server_->stop(std::chrono::seconds{5});
    EXPECT_EQ(stream_->listeners(), 0U);
}

/// Keeps what came.
class Basket : public BodyIntake {
public:
    bool take(std::string_view bytes) override {
        const std::lock_guard lock(mutex_);
        text_ += bytes;
        return text_.find("enough") == std::string::npos;
    }
    void ended() override { over_ = true; }
    [[nodiscard]] std::string text() const {
        const std::lock_guard lock(mutex_);
        return text_;
    }
    [[nodiscard]] bool over() const { return over_; }

private:
    mutable std::mutex mutex_;
    std::string text_;
    std::atomic<bool> over_ = false;
};

class IntakeFixture : public ServerFixture {
protected:
    IntakeFixture() {
        const RouteOptions options{.audience = Audience::anyone, .endless_body = true};
        const auto handler = [this](const Request& request) {
            Response response;
            if (request.header("Authorization").empty()) {
                response.status = 401;
                return response;
            }
            response.intake = basket_;
            return response;
        };
        router_.route(Method::put, "/live/{mount}", options, handler);
        router_.route(Method::source, "/live/{mount}", options, handler);
    }
    std::shared_ptr<Basket> basket_ = std::make_shared<Basket>();
};

TEST_F(IntakeFixture, a_source_of_icecast_is_answered_and_its_bytes_taken_until_it_leaves) {
    start();
    {
        RawClient client = connect();
        client.send("SOURCE /live/a HTTP/1.0\r\nAuthorization: x\r\n\r\nfirst");
        ASSERT_TRUE(client.wait_for("200 OK"));
        ASSERT_TRUE(wait_until([&] { return basket_->text() == "first"; }));
        client.send("GET / HTTP/1.1\r\n\r\n");
        ASSERT_TRUE(wait_until([&] { return basket_->text() == "firstGET / HTTP/1.1\r\n\r\n"; }));
        EXPECT_FALSE(basket_->over());
    }
    EXPECT_TRUE(wait_until([&] { return basket_->over(); }));
}

TEST_F(IntakeFixture, put_with_an_expectation_is_told_to_go_on) {
    start();
    RawClient client = connect();
    client.send(
        "PUT /live/a HTTP/1.1\r\nHost: x\r\nAuthorization: x\r\nExpect: 100-continue\r\n\r\n");
    ASSERT_TRUE(client.wait_for("100 Continue"));
    client.send("sound enough");
    EXPECT_TRUE(client.wait_for("200 OK"));
    EXPECT_EQ(basket_->text(), "sound enough");
}

TEST_F(IntakeFixture, a_chunked_body_is_taken_apart) {
    start();
    RawClient client = connect();
    client.send("PUT /live/a HTTP/1.1\r\nHost: x\r\nAuthorization: x\r\n"
                "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
    ASSERT_TRUE(wait_until([&] { return basket_->text() == "hello"; }));
    client.send("6\r\n world\r\n0\r\n\r\n");
    ASSERT_TRUE(wait_until([&] { return basket_->over(); }));
    EXPECT_EQ(basket_->text(), "hello world");
}

TEST_F(IntakeFixture, a_refused_source_gets_its_answer_and_sends_nothing) {
    start();
    RawClient client = connect();
    client.send("PUT /live/a HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(client.receive().status, 401);
    EXPECT_EQ(basket_->text(), "");
}

TEST_F(IntakeFixture, a_caller_whose_streams_are_ended_sends_no_more) {
    authenticators_.device = [](const Request&) -> base::Result<Caller> {
        return Caller{.subject = "device/1", .context = {}};
    };
    router_.route(Method::put, "/sound", {.audience = Audience::device, .endless_body = true},
                  [this](const Request&) {
                      Response response;
                      response.intake = basket_;
                      return response;
                  });
    start();
    RawClient client = connect();
    client.send("PUT /sound HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                "5\r\nfirst\r\n");
    ASSERT_TRUE(wait_until([&] { return basket_->text() == "first"; }));
    events_.end_streams("device/2");
    events_.end_streams("device/1");
    EXPECT_TRUE(wait_until([&] { return basket_->over(); }));
    EXPECT_FALSE(client.wait_for("never"));
}

TEST_F(IntakeFixture, a_source_that_falls_silent_is_let_go) {
    limits_.intake_pause_max = std::chrono::milliseconds{150};
    start();
    RawClient client = connect();
    client.send("SOURCE /live/a HTTP/1.0\r\nAuthorization: x\r\n\r\nfirst");
    EXPECT_TRUE(wait_until([&] { return basket_->over(); }));
}

} // namespace

} // namespace http
