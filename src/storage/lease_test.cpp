#include "storage/lease.hpp"

#include "storage/outbox_fixture.hpp"

#include <atomic>
#include <thread>

namespace storage {

namespace {

using base::Result;

class LeaseTest : public OutboxFixture {
protected:
    std::optional<std::int64_t> take(const std::string& holder) {
        return database()
            .write([&](Transaction& transaction) -> Result<std::optional<std::int64_t>> {
                return take_lease(transaction, "work", holder, clock().now());
            })
            .value();
    }
    bool renew(std::int64_t epoch) {
        return database()
            .write([&](Transaction& transaction) -> Result<bool> {
                return renew_lease(transaction, "work", epoch, clock().now());
            })
            .value();
    }
};

TEST_P(LeaseTest, the_holder_keeps_its_epoch_and_others_are_refused) {
    EXPECT_EQ(take("a"), 1);
    EXPECT_EQ(take("a"), 1);
    EXPECT_EQ(take("b"), std::nullopt);
    EXPECT_TRUE(renew(1));
}

TEST_P(LeaseTest, an_expired_lease_goes_over_with_a_new_epoch) {
    ASSERT_EQ(take("a"), 1);
    clock().advance(lease_length);
    EXPECT_EQ(take("b"), 2);
    EXPECT_FALSE(renew(1)) << "the paused holder may write nothing any more";
    EXPECT_TRUE(renew(2));
    EXPECT_EQ(take("a"), std::nullopt);
}

TEST_P(LeaseTest, even_the_same_holder_gets_a_new_epoch_after_expiry) {
    ASSERT_EQ(take("a"), 1);
    clock().advance(lease_length);
    EXPECT_EQ(take("a"), 2);
    EXPECT_FALSE(renew(1));
}

TEST_P(LeaseTest, a_late_holder_whom_nobody_replaced_goes_on) {
    ASSERT_EQ(take("a"), 1);
    clock().advance(lease_length * 3);
    EXPECT_TRUE(renew(1));
    EXPECT_EQ(take("b"), std::nullopt);
}

TEST_P(LeaseTest, renewing_extends) {
    ASSERT_EQ(take("a"), 1);
    clock().advance(lease_length - base::Millis{1});
    EXPECT_TRUE(renew(1));
    clock().advance(lease_length - base::Millis{1});
    EXPECT_TRUE(renew(1));
}

TEST_P(LeaseTest, a_released_lease_is_free_at_once) {
    ASSERT_EQ(take("a"), 1);
    ASSERT_TRUE(database().write([](Transaction& transaction) -> Result<void> {
        release_lease(transaction, "work", 1);
        return {};
    }));
    EXPECT_EQ(take("b"), 2);
}

TEST_P(LeaseTest, of_many_contenders_exactly_one_gets_it) {
    std::atomic<int> winners = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 8; ++i) {
            threads.emplace_back([&, i] { winners += take("server" + std::to_string(i)) ? 1 : 0; });
        }
    }
    EXPECT_EQ(winners.load(), 1);
}

INSTANTIATE_TEST_SUITE_P(Engines, LeaseTest, testing::ValuesIn(testing_support::engines()),
                         testing::PrintToStringParamName());

} // namespace

} // namespace storage
