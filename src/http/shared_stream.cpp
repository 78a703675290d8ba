#include "http/shared_stream.hpp"

#include "base/ensure.hpp"

namespace http {

SharedStream::SharedStream(std::size_t chunks_max) : chunks_max_(chunks_max) {
    ENSURE(chunks_max_ > 0);
}

std::uint64_t SharedStream::publish(std::string bytes) {
    auto chunk = std::make_shared<const std::string>(std::move(bytes));
    const std::lock_guard lock(mutex_);
    if (ended_) {
        return next_;
    }
    chunks_.push_back(std::move(chunk));
    if (chunks_.size() > chunks_max_) {
        chunks_.pop_front();
    }
    for (const auto& [_, wake] : watchers_) {
        wake();
    }
    return next_++;
}

void SharedStream::end() {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    for (const auto& [_, wake] : watchers_) {
        wake();
    }
}

SharedStream::Found SharedStream::find(std::uint64_t number) const {
    const std::lock_guard lock(mutex_);
    const std::uint64_t first = next_ - chunks_.size();
    if (number >= next_) {
        return {.chunk = {}, .lost = false, .ended = ended_};
    }
    if (number < first) {
        return {.chunk = {}, .lost = true, .ended = ended_};
    }
    return {.chunk = chunks_[number - first], .lost = false, .ended = false};
}

SharedStream::Newest SharedStream::newest() const {
    const std::lock_guard lock(mutex_);
    if (chunks_.empty()) {
        return {.number = 0, .chunk = {}, .ended = ended_};
    }
    return {.number = next_ - 1, .chunk = chunks_.back(), .ended = ended_};
}

std::uint64_t SharedStream::next() const {
    const std::lock_guard lock(mutex_);
    return next_;
}

std::size_t SharedStream::listeners() const {
    const std::lock_guard lock(mutex_);
    return static_cast<std::size_t>(listeners_);
}

void SharedStream::watch(const void* watcher, std::function<void()> wake) {
    const std::lock_guard lock(mutex_);
    watchers_.insert_or_assign(watcher, std::move(wake));
}

void SharedStream::unwatch(const void* watcher) {
    const std::lock_guard lock(mutex_);
    watchers_.erase(watcher);
}

void SharedStream::count(std::ptrdiff_t by) {
    const std::lock_guard lock(mutex_);
    listeners_ += by;
}

} // namespace http
