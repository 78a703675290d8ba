#pragma once

#include "base/instant.hpp"

#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace http {

/// A token bucket: holds up to one minute's tokens, refilled evenly.
struct TokenBucket {
    double tokens = 0;
    base::Instant filled_at;
};

/// Takes one token; otherwise returns how long to wait for it. A clock that jumped back refills
/// nothing.
[[nodiscard]] std::optional<base::Millis> take_token(TokenBucket& bucket, unsigned per_minute,
                                                     base::Instant now);

/// Buckets by key (client, or client and route). Bounded: when there are too many, full buckets
/// are forgotten, and if that does not help, all. Safe to call from any thread.
class RateLimiter {
public:
    explicit RateLimiter(std::size_t buckets_max = 100'000) : buckets_max_(buckets_max) {}
    /// Nothing when allowed, else how long to wait.
    [[nodiscard]] std::optional<base::Millis> take(const std::string& key, unsigned per_minute,
                                                   base::Instant now);

private:
    struct Entry {
        TokenBucket bucket;
        unsigned per_minute = 0;
    };
    void make_room(base::Instant now);

    const std::size_t buckets_max_;
    std::mutex mutex_;
    std::unordered_map<std::string, Entry> entries_;
};

} // namespace http
