#pragma once

#include "http/idempotency.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

namespace http {

/// What every IdempotencyStore must do. A backend derives, makes its store, and registers the
/// cases with `TYPED_TEST_SUITE`-free code: INSTANTIATE_TEST_SUITE_P over a maker function.
using IdempotencyStoreMaker = std::function<std::unique_ptr<IdempotencyStore>()>;

class IdempotencyStoreContract : public testing::TestWithParam<IdempotencyStoreMaker> {
protected:
    static IdempotencyKey key(const char* text, std::uint8_t content = 1) {
        IdempotencyKey key{"user/a", "POST /api/v1/things", text, {}};
        key.fingerprint.bytes[0] = content;
        return key;
    }
    static ClaimState state(const base::Result<Claim>& claim) { return claim.value().state; }

    std::unique_ptr<IdempotencyStore> store_ = GetParam()();
    base::Instant now_{1'780'272'000'000};
    KeptReply reply_{.status = 201, .headers = "Location: /x\n", .body = "{\"bản\":1}"};
};

TEST_P(IdempotencyStoreContract, a_finished_key_gives_its_reply_again) {
    EXPECT_EQ(state(store_->claim(key("k"), now_)), ClaimState::first);
    EXPECT_EQ(state(store_->claim(key("k"), now_)), ClaimState::running);
    ASSERT_TRUE(store_->finish(key("k"), reply_, now_).has_value());
    const auto again = store_->claim(key("k"), now_);
    EXPECT_EQ(state(again), ClaimState::done);
    EXPECT_EQ(again->reply, reply_);
}

TEST_P(IdempotencyStoreContract,
       a_key_with_other_content_is_told_apart_and_a_released_one_is_free) {
    EXPECT_EQ(state(store_->claim(key("k", 1), now_)), ClaimState::first);
    EXPECT_EQ(state(store_->claim(key("k", 2), now_)), ClaimState::other);
    ASSERT_TRUE(store_->release(key("k", 1)).has_value());
    EXPECT_EQ(state(store_->claim(key("k", 2), now_)), ClaimState::first);
}

TEST_P(IdempotencyStoreContract, keys_of_other_people_and_routes_are_others) {
    IdempotencyKey other_person = key("k");
    other_person.subject = "user/b";
    IdempotencyKey other_route = key("k");
    other_route.route = "POST /api/v1/others";
    EXPECT_EQ(state(store_->claim(key("k"), now_)), ClaimState::first);
    EXPECT_EQ(state(store_->claim(other_person, now_)), ClaimState::first);
    EXPECT_EQ(state(store_->claim(other_route, now_)), ClaimState::first);
}

TEST_P(IdempotencyStoreContract, an_abandoned_claim_is_free_after_five_minutes) {
    EXPECT_EQ(state(store_->claim(key("k"), now_)), ClaimState::first);
    EXPECT_EQ(state(store_->claim(key("k"), now_ + std::chrono::minutes{4})), ClaimState::running);
    EXPECT_EQ(state(store_->claim(key("k"), now_ + std::chrono::minutes{5})), ClaimState::first);
}

TEST_P(IdempotencyStoreContract, a_reply_is_forgotten_after_a_day) {
    EXPECT_EQ(state(store_->claim(key("k"), now_)), ClaimState::first);
    ASSERT_TRUE(store_->finish(key("k"), reply_, now_).has_value());
    const base::Instant day_later = now_ + idempotency_time;
    EXPECT_EQ(store_->forget_old(day_later - base::Millis{1}).value(), 0);
    EXPECT_EQ(store_->forget_old(day_later).value(), 1);
    EXPECT_EQ(state(store_->claim(key("k"), day_later)), ClaimState::first);
}

TEST_P(IdempotencyStoreContract, of_many_at_once_exactly_one_is_first) {
    std::atomic<int> first = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 8; ++i) {
            threads.emplace_back([&] {
                first += state(store_->claim(key("k"), now_)) == ClaimState::first ? 1 : 0;
            });
        }
    }
    EXPECT_EQ(first, 1);
}

} // namespace http
