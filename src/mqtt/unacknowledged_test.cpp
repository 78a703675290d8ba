// A client before a broker that is slow to acknowledge.
#include "mqtt/mosquitto_client.hpp"
#include "mqtt/mosquitto_test_support.hpp"
#include "testing/wait_until.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <string_view>
#include <thread>

namespace mqtt {

namespace {

/// Takes one client in and never acknowledges anything; keeps what it is sent.
class DeafBroker {
public:
    DeafBroker() : port_(test_support::free_port()) {
        const sockaddr_in address = test_support::loopback(port_);
        EXPECT_EQ(::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)),
                  0);
        EXPECT_EQ(::listen(listener_, 4), 0);
        thread_ = std::thread([this] { take_in(); });
    }
    ~DeafBroker() {
        ::shutdown(listener_, SHUT_RDWR);
        thread_.join();
        ::close(listener_);
    }
    DeafBroker(const DeafBroker&) = delete;
    DeafBroker& operator=(const DeafBroker&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] std::ptrdiff_t count(char letter) const {
        const std::lock_guard lock(mutex_);
        return std::ranges::count(heard_, letter);
    }

private:
    void take_in() {
        const int line = ::accept(listener_, nullptr, nullptr);
        std::array<char, 4096> part{};
        ssize_t got = ::recv(line, part.data(), part.size(), 0); // CONNECT
        constexpr std::string_view connack("\x20\x02\x00\x00", 4);
        ::send(line, connack.data(), connack.size(), MSG_NOSIGNAL);
        while (got > 0) {
            got = ::recv(line, part.data(), part.size(), 0);
            const std::lock_guard lock(mutex_);
            heard_.append(part.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
        }
        ::close(line);
    }

    const std::uint16_t port_;
    const int listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    mutable std::mutex mutex_;
    std::string heard_;
    std::thread thread_;
};

/// Says a hundred and more things as soon as it is connected.
class Talker final : public Listener {
public:
    static constexpr int messages = 200;
    static constexpr char mark = '\xFA'; // no packet has this number

    explicit Talker(std::uint16_t port) : port_(port), client_(make_mosquitto_client()) {
        client_->start(*this);
    }
    ~Talker() { client_->stop(); }
    Talker(const Talker&) = delete;
    Talker& operator=(const Talker&) = delete;

    Attempt next_attempt(End) override {
        ConnectOptions options;
        options.host = "127.0.0.1";
        options.port = port_;
        options.client_id = "a";
        return {base::Millis(0), options};
    }
    void connected() override {
        for (int i = 0; i < messages; ++i) {
            EXPECT_TRUE(client_->publish({"t", std::string(1, mark), Qos::at_least_once, false}));
        }
    }
    void disconnected(End) override {}
    void received(const Message&) override {}
    void handed_over(int) override { ADD_FAILURE() << "nothing was acknowledged"; }

private:
    const std::uint16_t port_;
    const std::unique_ptr<Client> client_;
};

TEST(Unacknowledged, messages_do_not_wait_for_the_acknowledgement_of_those_before) {
    DeafBroker broker;
    const Talker talker(broker.port());
    EXPECT_TRUE(testing_support::wait_until([&] {
        return broker.count(Talker::mark) == Talker::messages;
    })) << broker.count(Talker::mark);
}

} // namespace

} // namespace mqtt
