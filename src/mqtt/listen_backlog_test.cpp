// Goal: many connections may wait for a child that asked for few. Method: this process is the
// child; it never accepts, and the kernel completes only what fits into the queue.
#include "mqtt/listen_backlog.hpp"

#include <gtest/gtest.h>

#include <vector>

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

class Listening : public testing::Test {
protected:
    void SetUp() override {
        listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        address_.sin_family = AF_INET;
        address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof(address_);
        ASSERT_EQ(::bind(listener_, reinterpret_cast<sockaddr*>(&address_), length), 0);
        ASSERT_EQ(::listen(listener_, 1), 0);
        ASSERT_EQ(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address_), &length), 0);
    }
    void TearDown() override {
        for (const int client : clients_) {
            ::close(client);
        }
        ::close(listener_);
    }
    /// How many of the connections that were begun are complete after so long.
    std::size_t connect(std::size_t count, int wait_ms) {
        std::vector<pollfd> waiting;
        for (std::size_t i = 0; i < count; ++i) {
            clients_.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
            ::connect(clients_.back(), reinterpret_cast<sockaddr*>(&address_), sizeof(address_));
            waiting.push_back({.fd = clients_.back(), .events = POLLOUT, .revents = 0});
        }
        std::size_t complete = 0;
        for (pollfd& one : waiting) {
            complete += ::poll(&one, 1, wait_ms) == 1 ? 1 : 0;
        }
        return complete;
    }

    int listener_ = -1;
    sockaddr_in address_{};
    std::vector<int> clients_;
};

TEST_F(Listening, a_short_queue_lets_most_of_a_storm_wait_outside) {
    EXPECT_LT(connect(20, 5), 20U);
}

TEST_F(Listening, a_widened_queue_takes_a_storm) {
    EXPECT_GE(mqtt::widen_listen_backlog(::getpid(), 64), 1U);
    EXPECT_EQ(connect(50, 5'000), 50U);
}

TEST_F(Listening, a_process_that_is_gone_has_nothing_to_widen) {
    EXPECT_EQ(mqtt::widen_listen_backlog(0x7FFFFFF0, 64), 0U);
}

} // namespace
