#include "http/stream_fan.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <atomic>
#include <string_view>

#include <sys/socket.h>

namespace http {

namespace asio = boost::asio;

namespace {

/// How many listeners are served before everybody else of the thread has a turn: 2 to 5 ms of
/// sending, or of encryption in their coroutines. Ten thousand at once held it for 50 to 100 ms.
constexpr std::size_t listeners_per_turn = 500;

/// False when not all of it could be sent: its coroutine has to go on.
bool send_rest(StreamFan::Listener& listener, std::string_view chunk) {
    const std::string_view rest = chunk.substr(listener.offset);
    const ssize_t sent =
        ::send(listener.socket, rest.data(), rest.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < static_cast<ssize_t>(rest.size())) {
        listener.offset += static_cast<std::size_t>(std::max<ssize_t>(sent, 0));
        listener.kept_up = false;
        listener.wake();
        return false;
    }
    ++listener.chunk;
    listener.offset = 0;
    return true;
}

} // namespace

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
                fan->chunk_came();
            }
        });
    });
}

void StreamFan::add(Listener& listener) {
    listener.place = listeners_.size();
    listeners_.push_back(&listener);
    stream_->count(1);
}

void StreamFan::move(std::size_t from, std::size_t to) {
    listeners_[to] = listeners_[from];
    listeners_[to]->place = to;
}

void StreamFan::remove(Listener& listener) {
    std::size_t gap = listener.place;
    if (gap < next_) { // filled by one that had its turn too, or the last would miss its own
        move(--next_, gap);
        gap = next_;
    }
    move(listeners_.size() - 1, gap);
    listeners_.pop_back();
    stream_->count(-1);
}

void StreamFan::chunk_came() {
    if (passing_) {
        again_ = true;
        return;
    }
    next_ = 0;
    pump();
}

void StreamFan::pump() {
    const SharedStream::Newest newest = stream_->newest();
    const std::size_t end = std::min(listeners_.size(), next_ + listeners_per_turn);
    // wake() only posts, so nobody comes or goes meanwhile.
    for (; next_ < end; ++next_) {
        Listener& listener = *listeners_[next_];
        if (listener.kept_up) {
            advance(listener, newest);
        } else {
            listener.wake();
        }
    }
    passing_ = next_ < listeners_.size() || again_;
    if (next_ == listeners_.size()) {
        next_ = 0;
        again_ = false;
    }
    if (passing_) {
        pump_later();
    }
}

void StreamFan::pump_later() {
    asio::post(io_, [self = weak_from_this()] {
        if (const auto fan = self.lock()) {
            fan->pump();
        }
    });
}

void StreamFan::advance(Listener& listener, const SharedStream::Newest& newest) {
    while (listener.chunk != newest.number || !newest.chunk) {
        const SharedStream::Found found = stream_->find(listener.chunk);
        if (found.lost || found.ended) {
            listener.over = true;
            listener.wake();
            return;
        }
        if (!found.chunk || !send_rest(listener, *found.chunk)) {
            return;
        }
    }
    if (send_rest(listener, *newest.chunk) && newest.ended) {
        listener.over = true;
        listener.wake();
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
