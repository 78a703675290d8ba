#include "http/server_fixture.hpp"

#include <spdlog/spdlog.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <utility>

namespace http {

RawClient::RawClient(std::uint16_t port)
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const timeval patience{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        ::close(std::exchange(socket_, -1));
    }
}

RawClient::RawClient(RawClient&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), buffer_(std::move(other.buffer_)) {}

RawClient::~RawClient() {
    if (socket_ >= 0) {
        ::close(socket_);
    }
}

bool RawClient::send(std::string_view bytes) const {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) {
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

bool RawClient::read_more() {
    std::array<char, 65536> piece;
    const ssize_t got = ::recv(socket_, piece.data(), piece.size(), 0);
    if (got > 0) {
        buffer_.append(piece.data(), static_cast<std::size_t>(got));
    }
    return got > 0;
}

bool RawClient::wait_for(std::string_view text) {
    while (buffer_.find(text) == std::string::npos) {
        if (!read_more()) {
            return false;
        }
    }
    return true;
}

bool RawClient::ended() {
    return buffer_.empty() && !read_more() && buffer_.empty();
}

Seen RawClient::receive(bool with_body) {
    Seen seen;
    if (!wait_for("\r\n\r\n")) {
        return seen;
    }
    const auto end = buffer_.find("\r\n\r\n") + 4;
    seen.head = buffer_.substr(0, end);
    buffer_.erase(0, end);
    std::from_chars(seen.head.data() + 9, seen.head.data() + 12, seen.status);
    std::size_t length = 0;
    if (const auto at = seen.head.find("Content-Length: "); at != std::string::npos && with_body) {
        std::from_chars(seen.head.data() + at + 16, seen.head.data() + seen.head.size(), length);
    }
    while (buffer_.size() < length && read_more()) {
    }
    seen.body = buffer_.substr(0, length);
    buffer_.erase(0, length);
    return seen;
}

void ServerFixture::start() {
    spdlog::set_level(spdlog::level::critical);
    workers_.emplace(worker_options_);
    pipeline_.emplace(Pipeline::Parts{.router = router_,
                                      .authenticators = authenticators_,
                                      .clock = clock_,
                                      .metrics = metrics_,
                                      .idempotency = idempotency_},
                      pipeline_options_);
    ServerOptions options;
    options.limits = limits_;
    options.tls = tls_;
    options.trusted_proxies = trusted_proxies_;
    options.io_threads = 2;
    server_.emplace(std::move(options), *pipeline_, *workers_, events_);
    const auto started = server_->start();
    ASSERT_TRUE(started.has_value()) << started.error().message.en;
}

void ServerFixture::TearDown() {
    if (server_) {
        server_->stop(std::chrono::seconds{5});
    }
}

Seen ServerFixture::ask(std::string_view request) const {
    RawClient client = connect();
    client.send(request);
    return client.receive();
}

Seen ServerFixture::get(std::string_view target, std::string_view headers) const {
    return ask("GET " + std::string(target) + " HTTP/1.1\r\nHost: x\r\n" + std::string(headers) +
               "\r\n");
}

Seen ServerFixture::post(std::string_view target, std::string_view body,
                         std::string_view headers) const {
    return ask("POST " + std::string(target) +
               " HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
               std::string(headers) + "\r\n" + std::string(body));
}

} // namespace http
