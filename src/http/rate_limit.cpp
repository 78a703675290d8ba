#include "http/rate_limit.hpp"

#include "base/ensure.hpp"

#include <algorithm>
#include <cmath>

namespace http {

namespace {

constexpr double minute_ms = 60'000;

void refill(TokenBucket& bucket, unsigned per_minute, base::Instant now) {
    const auto passed = std::max<std::int64_t>(0, (now - bucket.filled_at).count());
    bucket.tokens = std::min<double>(per_minute, bucket.tokens + static_cast<double>(passed) *
                                                                     per_minute / minute_ms);
    bucket.filled_at = now;
}

} // namespace

std::optional<base::Millis> take_token(TokenBucket& bucket, unsigned per_minute,
                                       base::Instant now) {
    ENSURE(per_minute > 0);
    refill(bucket, per_minute, now);
    if (bucket.tokens >= 1) {
        bucket.tokens -= 1;
        return std::nullopt;
    }
    return base::Millis(
        static_cast<std::int64_t>(std::ceil((1 - bucket.tokens) * minute_ms / per_minute)));
}

std::optional<base::Millis> RateLimiter::take(const std::string& key, unsigned per_minute,
                                              base::Instant now) {
    const std::lock_guard lock(mutex_);
    auto found = entries_.find(key);
    if (found == entries_.end()) {
        if (entries_.size() >= buckets_max_) {
            make_room(now);
        }
        const Entry full{.bucket = {.tokens = static_cast<double>(per_minute), .filled_at = now},
                         .per_minute = per_minute};
        found = entries_.emplace(key, full).first;
    }
    return take_token(found->second.bucket, per_minute, now);
}

void RateLimiter::make_room(base::Instant now) {
    std::erase_if(entries_, [now](const auto& entry) {
        Entry copy = entry.second;
        refill(copy.bucket, copy.per_minute, now);
        return copy.bucket.tokens >= copy.per_minute;
    });
    if (entries_.size() >= buckets_max_) {
        entries_.clear();
    }
}

} // namespace http
