// Goal: every listener gets every chunk though a pass over them is interrupted. Method: the fan of
// one thread, turned by hand; between two turns listeners come and leave and chunks arrive.
#include "http/stream_fan.hpp"

#include <boost/asio/post.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <deque>
#include <memory>
#include <string>

#include <sys/socket.h>
#include <unistd.h>

namespace {

using namespace http;
namespace asio = boost::asio;

constexpr std::size_t many = 1'200;

class StreamFanTest : public testing::Test {
protected:
    struct Person {
        StreamFan::Listener listener;
        std::size_t woken = 0;
        bool here = true;
    };

    /// Of those whom the fan only wakes, as it does who listens through TLS.
    void add(std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) {
            Person& person = people_.emplace_back();
            person.listener.wake = [&person] { ++person.woken; };
            fan_->add(person.listener);
        }
    }
    void leave(std::size_t number) {
        people_[number].here = false;
        fan_->remove(people_[number].listener);
    }
    std::ptrdiff_t woken() {
        return std::ranges::count_if(people_, [](const Person& one) { return one.woken > 0; });
    }

    void TearDown() override {
        for (std::size_t i = 0; i < people_.size(); ++i) {
            if (people_[i].here) {
                leave(i);
            }
        }
        EXPECT_EQ(stream_->listeners(), 0U);
    }

    asio::io_context io_{1};
    std::shared_ptr<SharedStream> stream_ = std::make_shared<SharedStream>(8);
    std::shared_ptr<StreamFan> fan_ = [this] {
        auto fan = std::make_shared<StreamFan>(io_, stream_);
        fan->start();
        return fan;
    }();
    std::deque<Person> people_;
};

TEST_F(StreamFanTest, others_of_the_thread_have_their_turn_before_all_listeners_had_theirs) {
    add(many);
    std::ptrdiff_t woken_before = 0;
    stream_->publish("a");
    asio::post(io_, [&] { woken_before = woken(); });
    io_.poll();
    EXPECT_GT(woken_before, 0);
    EXPECT_LE(woken_before, 600);
    for (const Person& person : people_) {
        EXPECT_EQ(person.woken, 1U);
    }
}

TEST_F(StreamFanTest, who_leaves_in_the_middle_of_a_pass_takes_nobodys_turn) {
    add(many);
    stream_->publish("a");
    io_.poll_one();
    ASSERT_GT(woken(), 0);
    ASSERT_LT(woken(), static_cast<std::ptrdiff_t>(many));
    for (std::size_t number = 0; number < many; number += 3) { // with and without their turn
        leave(number);
    }
    add(7);
    io_.poll();
    for (std::size_t number = 0; number < many; ++number) {
        if (people_[number].here) {
            EXPECT_EQ(people_[number].woken, 1U) << number;
        }
    }
}

TEST_F(StreamFanTest, all_may_leave_in_the_middle_of_a_pass) {
    add(many);
    stream_->publish("a");
    io_.poll_one();
    for (std::size_t number = 0; number < many; ++number) {
        leave(number);
    }
    io_.poll();
    io_.restart(); // it stops when it has nothing left to do
    add(1);
    stream_->publish("b");
    io_.poll();
    EXPECT_EQ(people_.back().woken, 1U);
}

TEST_F(StreamFanTest, a_chunk_that_comes_in_the_middle_of_a_pass_reaches_those_who_had_their_turn) {
    add(many);
    stream_->publish("a");
    io_.poll_one();
    for (Person& person : people_) {
        person.woken = 0;
    }
    stream_->publish("b");
    io_.poll();
    for (const Person& person : people_) {
        EXPECT_GE(person.woken, 1U);
        EXPECT_LE(person.woken, 2U);
    }
}

/// Both ends of a connection.
class Line {
public:
    Line() { EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends_.data()), 0); }
    ~Line() { std::ranges::for_each(ends_, ::close); }
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;

    [[nodiscard]] int socket() const { return ends_[0]; }
    [[nodiscard]] std::string arrived() const {
        std::string bytes(4'096, '\0');
        const ssize_t got = ::recv(ends_[1], bytes.data(), bytes.size(), MSG_DONTWAIT);
        bytes.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
        return bytes;
    }

private:
    std::array<int, 2> ends_{-1, -1};
};

TEST_F(StreamFanTest, every_chunk_is_written_once_to_each_whenever_it_comes) {
    constexpr std::size_t to_one_line = 50;
    std::deque<Line> lines;
    for (std::size_t i = 0; i < many; ++i) {
        if (i % to_one_line == 0) {
            lines.emplace_back();
        }
        Person& person = people_.emplace_back();
        person.listener.socket = lines.back().socket();
        person.listener.kept_up = true;
        person.listener.wake = [&person] { ++person.woken; };
        fan_->add(person.listener);
    }
    stream_->publish("a");
    io_.poll_one();
    stream_->publish("b");
    io_.poll();
    for (const Person& person : people_) {
        EXPECT_EQ(person.listener.chunk, 2U);
        EXPECT_EQ(person.woken, 0U);
    }
    for (const Line& line : lines) {
        const std::string bytes = line.arrived();
        EXPECT_EQ(std::ranges::count(bytes, 'a'), to_one_line);
        EXPECT_EQ(std::ranges::count(bytes, 'b'), to_one_line);
    }
}

} // namespace
