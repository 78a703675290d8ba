#include "fleet/check/listener.hpp"

#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace fleet::check {

Listener::~Listener() {
    if (descriptor_ >= 0) {
        ::close(descriptor_);
    }
}

base::Result<std::uint16_t> Listener::open(Loop& loop, Take take) {
    take_ = std::move(take);
    descriptor_ = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    if (descriptor_ < 0 ||
        ::bind(descriptor_, reinterpret_cast<const sockaddr*>(&address), size) != 0 ||
        ::listen(descriptor_, 64) != 0 ||
        ::getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
        return base::fail(base::Fault::unavailable, "fleet.cannot_listen",
                          "Không mở được cổng trên 127.0.0.1.",
                          "No port of 127.0.0.1 can be opened.");
    }
    loop.add(descriptor_, EPOLLIN, *this);
    return ntohs(address.sin_port);
}

void Listener::ready(std::uint32_t) {
    while (true) {
        const int accepted = ::accept4(descriptor_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (accepted < 0) {
            return;
        }
        take_(accepted);
    }
}

} // namespace fleet::check
