#include "http/rate_limit.hpp"

#include <gtest/gtest.h>

namespace http {

namespace {

constexpr base::Instant start{1'780'272'000'000};
constexpr base::Millis second{1'000};

TEST(RateLimit, a_minutes_worth_may_come_at_once_and_then_evenly) {
    RateLimiter limiter;
    for (int i = 0; i < 60; ++i) {
        EXPECT_FALSE(limiter.take("a", 60, start).has_value()) << i;
    }
    EXPECT_EQ(limiter.take("a", 60, start), second);
    EXPECT_FALSE(limiter.take("a", 60, start + second).has_value());
    EXPECT_TRUE(limiter.take("a", 60, start + second).has_value());
}

TEST(RateLimit, clients_do_not_share_a_bucket) {
    RateLimiter limiter;
    EXPECT_FALSE(limiter.take("a", 1, start).has_value());
    EXPECT_TRUE(limiter.take("a", 1, start).has_value());
    EXPECT_FALSE(limiter.take("b", 1, start).has_value());
}

TEST(RateLimit, a_clock_that_jumps_back_gives_nothing_and_does_no_harm) {
    TokenBucket bucket{.tokens = 0, .filled_at = start};
    EXPECT_TRUE(take_token(bucket, 60, start - base::Millis{3'600'000}).has_value());
    EXPECT_TRUE(take_token(bucket, 60, start - base::Millis{3'600'000}).has_value());
    EXPECT_FALSE(take_token(bucket, 60, start).has_value());
}

TEST(RateLimit, memory_is_bounded_and_idle_clients_are_forgotten_first) {
    RateLimiter limiter(10);
    for (int i = 0; i < 10; ++i) {
        EXPECT_FALSE(limiter.take(std::to_string(i), 1, start).has_value());
    }
    const base::Instant later = start + 30 * second;
    EXPECT_FALSE(limiter.take("busy", 1, later).has_value()); // none is full yet: all are forgotten
    EXPECT_TRUE(limiter.take("busy", 1, later).has_value());
    for (int i = 0; i < 9; ++i) {
        EXPECT_FALSE(limiter.take(std::to_string(i), 2, start).has_value());
    }
    const base::Instant minute = start + 60 * second;
    EXPECT_FALSE(limiter.take("new", 1, minute).has_value()); // the nine are full again
    EXPECT_TRUE(limiter.take("busy", 1, later + second).has_value());
}

} // namespace

} // namespace http
