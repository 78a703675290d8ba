#include "http/stream_fan.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <atomic>

#include <sys/socket.h>

namespace http {

namespace asio = boost::asio;

StreamFan::StreamFan(asio::io_context& io, std::shared_ptr<SharedStream> stream)
    : io_(io), stream_(std::move(stream)) {}

StreamFan::~StreamFan() {
    stream_->unwatch(this);
}

void StreamFan::start() {
    auto woken = std::make_shared<std::atomic<bool>>(false);
    stream_->watch(this, [woken, self = weak_from_this(), executor = io_.get_executor()] {
        if (woken->exchange(true)) {
            return;
        }
        asio::post(executor, [woken, self] {
            woken->store(false);
            if (const auto fan = self.lock()) {
                fan->pump();
            }
        });
    });
}

void StreamFan::add(Listener& listener) {
    listeners_.insert(&listener);
    stream_->count(1);
}

void StreamFan::remove(Listener& listener) {
    listeners_.erase(&listener);
    stream_->count(-1);
}

void StreamFan::pump() {
    for (Listener* listener : listeners_) {
        if (listener->kept_up) {
            advance(*listener);
        } else {
            listener->wake();
        }
    }
}

void StreamFan::advance(Listener& listener) {
    while (true) {
        const SharedStream::Found found = stream_->find(listener.chunk);
        if (found.lost || found.ended) {
            listener.over = true;
            listener.wake();
            return;
        }
        if (!found.chunk) {
            return;
        }
        const std::string_view rest = std::string_view(*found.chunk).substr(listener.offset);
        const ssize_t sent =
            ::send(listener.socket, rest.data(), rest.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent < static_cast<ssize_t>(rest.size())) {
            listener.offset += static_cast<std::size_t>(std::max<ssize_t>(sent, 0));
            listener.kept_up = false;
            listener.wake();
            return;
        }
        ++listener.chunk;
        listener.offset = 0;
    }
}

std::shared_ptr<StreamFan> StreamFans::of(const std::shared_ptr<SharedStream>& stream) {
    std::erase_if(fans_, [](const auto& entry) { return entry.second.expired(); });
    auto& known = fans_[stream.get()];
    if (auto fan = known.lock()) {
        return fan;
    }
    auto fan = std::make_shared<StreamFan>(io_, stream);
    fan->start();
    known = fan;
    return fan;
}

} // namespace http
