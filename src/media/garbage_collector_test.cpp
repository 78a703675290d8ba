// Goal: nothing that anyone needs is ever removed, whatever happens between the collector's steps.
// Method: the steps are run by hand with a holder or a putter between them; then many threads at
// once, on both databases.
#include "media/garbage_collector.hpp"

#include "crypto/digest.hpp"
#include "media/blob_register.hpp"
#include "media/blob_store_memory.hpp"
#include "testing/manual_clock.hpp"
#include "testing/temporary_database.hpp"

#include <atomic>
#include <gtest/gtest.h>
#include <thread>

namespace media {
namespace {

constexpr base::Instant start{1'780'000'000'000};

TEST(MayGoTest, only_what_nobody_holds_and_nobody_touched_lately_may_go) {
    EXPECT_TRUE(may_go({.held = false, .touched_at = start}, start + blob_grace));
    EXPECT_FALSE(
        may_go({.held = false, .touched_at = start}, start + blob_grace - base::Millis(1)));
    EXPECT_FALSE(may_go({.held = true, .touched_at = start}, start + blob_grace * 1000));
    EXPECT_FALSE(may_go({.held = false, .touched_at = start + base::Millis(5)}, start));
}

class GarbageTest : public testing::TestWithParam<testing_support::Engine> {
protected:
    void SetUp() override {
        if (const auto why = testing_support::why_missing(GetParam())) {
            GTEST_SKIP() << *why;
        }
        database_.emplace(GetParam());
        registered_.emplace(bytes_, database_->database(), clock_);
        collector_.emplace(bytes_, database_->database(), clock_);
    }
    base::Sha256 put(std::string_view text) { return registered_->put_bytes(text).value().sha256; }
    base::Result<void> hold(std::string_view holder, const std::vector<base::Sha256>& blobs) {
        return database_->database().write([&](storage::Transaction& transaction) {
            return hold_media(transaction, holder, blobs, clock_.now());
        });
    }
    bool there(const base::Sha256& sha256) { return bytes_.size(sha256).value().has_value(); }
    void a_day_passes() { clock_.advance(blob_grace); }
    std::uint64_t collect() {
        const auto report = collector_->run();
        EXPECT_TRUE(report.has_value()) << report.error().message.en;
        return report ? report->removed : 0;
    }

    testing_support::ManualClock clock_{start};
    MemoryBlobStore bytes_;
    std::optional<testing_support::TemporaryDatabase> database_;
    std::optional<RegisteredBlobStore> registered_;
    std::optional<GarbageCollector> collector_;
};

TEST_P(GarbageTest, what_is_present_is_held_beside_what_is_gone) {
    const base::Sha256 there_now = put("a");
    const auto held =
        database_->database().write([&](storage::Transaction& transaction) -> base::Result<void> {
            hold_present_media(transaction, "manifest/1", {there_now, crypto::sha256("never put")},
                               clock_.now());
            return {};
        });
    ASSERT_TRUE(held.has_value());
    a_day_passes();
    EXPECT_EQ(collect(), 0U);
    EXPECT_TRUE(there(there_now));
    EXPECT_FALSE(hold("manifest/1", {there_now, crypto::sha256("never put")}).has_value());
}

TEST_P(GarbageTest, held_blobs_stay_for_ever_and_released_ones_go_after_a_day) {
    const auto held = put("held");
    const auto loose = put("loose");
    ASSERT_TRUE(hold("bulletin/1", {held}).has_value());
    EXPECT_EQ(collect(), 0U);
    a_day_passes();
    EXPECT_EQ(collect(), 1U);
    EXPECT_TRUE(there(held));
    EXPECT_FALSE(there(loose));
    ASSERT_TRUE(hold("bulletin/1", {}).has_value());
    EXPECT_EQ(collect(), 0U);
    a_day_passes();
    EXPECT_EQ(collect(), 1U);
    EXPECT_FALSE(there(held));
}

TEST_P(GarbageTest, a_blob_goes_only_when_its_last_holder_lets_go) {
    const auto sha256 = put("shared");
    ASSERT_TRUE(hold("bulletin/1", {sha256}).has_value());
    ASSERT_TRUE(hold("manifest/2", {sha256}).has_value());
    ASSERT_TRUE(database_->database()
                    .write([&](storage::Transaction& transaction) -> base::Result<void> {
                        release_media(transaction, "bulletin/1", clock_.now());
                        return {};
                    })
                    .has_value());
    a_day_passes();
    EXPECT_EQ(collect(), 0U);
    EXPECT_TRUE(there(sha256));
}

TEST_P(GarbageTest, holding_says_exactly_what_is_held) {
    const auto a = put("a");
    const auto b = put("b");
    ASSERT_TRUE(hold("x", {a, a}).has_value());
    ASSERT_TRUE(hold("x", {b}).has_value());
    a_day_passes();
    EXPECT_EQ(collect(), 1U);
    EXPECT_FALSE(there(a));
    EXPECT_TRUE(there(b));
}

TEST_P(GarbageTest, what_is_gone_or_was_never_there_cannot_be_held) {
    EXPECT_EQ(hold("x", {crypto::sha256("never")}).error().code, "media.blob_missing");
    const auto sha256 = put("going");
    a_day_passes();
    ASSERT_TRUE(collector_->doom(sha256).value());
    EXPECT_EQ(hold("x", {sha256}).error().code, "media.blob_missing");
}

TEST_P(GarbageTest, a_holder_before_the_doom_saves_the_blob) {
    const auto sha256 = put("needed");
    a_day_passes();
    ASSERT_TRUE(hold("x", {sha256}).has_value());
    EXPECT_FALSE(collector_->doom(sha256).value());
    EXPECT_FALSE(collector_->sweep(sha256).value());
    EXPECT_TRUE(there(sha256));
}

TEST_P(GarbageTest, a_holder_that_slipped_in_beside_the_doom_saves_the_blob) {
    // On PostgreSQL both may commit: the reference does not conflict with the change of state. The
    // foreign key decides.
    const auto sha256 = put("needed");
    a_day_passes();
    ASSERT_TRUE(collector_->doom(sha256).value());
    ASSERT_TRUE(
        database_->database()
            .write([&](storage::Transaction& transaction) -> base::Result<void> {
                transaction.execute(
                    "insert into media_reference (sha256, holder, added_at) values ($1, 'x', 1)",
                    {sha256});
                return {};
            })
            .has_value());
    EXPECT_FALSE(collector_->sweep(sha256).value());
    EXPECT_TRUE(there(sha256));
    EXPECT_TRUE(hold("y", {sha256}).has_value());
}

TEST_P(GarbageTest, putting_a_doomed_blob_again_revives_it) {
    const auto sha256 = put("again");
    a_day_passes();
    ASSERT_TRUE(collector_->doom(sha256).value());
    put("again");
    EXPECT_FALSE(collector_->sweep(sha256).value());
    EXPECT_TRUE(there(sha256));
    EXPECT_TRUE(hold("x", {sha256}).has_value());
}

TEST_P(GarbageTest, a_collector_killed_between_its_steps_is_finished_by_the_next) {
    const auto sha256 = put("loose");
    a_day_passes();
    ASSERT_TRUE(collector_->doom(sha256).value());
    EXPECT_EQ(collect(), 1U);
    EXPECT_FALSE(there(sha256));
}

TEST_P(GarbageTest, bytes_without_an_entry_are_adopted_and_go_a_day_later) {
    const auto stray = bytes_.put_bytes("stray").value().sha256;
    EXPECT_EQ(collector_->run()->adopted, 1U);
    EXPECT_TRUE(there(stray));
    a_day_passes();
    EXPECT_EQ(collect(), 1U);
    EXPECT_FALSE(there(stray));
}

TEST_P(GarbageTest, a_held_blob_cannot_be_removed_by_hand) {
    const auto sha256 = put("held");
    ASSERT_TRUE(hold("x", {sha256}).has_value());
    EXPECT_EQ(registered_->remove(sha256).error().code, "media.in_use");
    ASSERT_TRUE(hold("x", {}).has_value());
    EXPECT_TRUE(registered_->remove(sha256).has_value());
    EXPECT_FALSE(there(sha256));
}

TEST_P(GarbageTest, many_putters_and_holders_beside_the_collector_lose_nothing) {
    std::atomic<bool> done = false;
    std::jthread collecting([&] {
        while (!done) {
            // Everything is old at once, so only holding protects.
            clock_.advance(blob_grace);
            (void)collector_->run();
        }
    });
    std::vector<std::jthread> people;
    std::atomic<int> lost = 0;
    for (int person = 0; person < 3; ++person) {
        people.emplace_back([&, person] {
            for (int i = 0; i < 15; ++i) {
                const std::string text = "blob " + std::to_string(i % 5);
                const std::string holder =
                    "holder/" + std::to_string(person) + "/" + std::to_string(i);
                for (int attempt = 0; attempt < 200; ++attempt) {
                    const auto blob = registered_->put_bytes(text);
                    if (blob && hold(holder, {blob->sha256})) {
                        lost += there(blob->sha256) ? 0 : 1;
                        break;
                    }
                }
            }
        });
    }
    people.clear();
    done = true;
    collecting.join();
    EXPECT_EQ(lost.load(), 0);
    for (int i = 0; i < 5; ++i) {
        EXPECT_TRUE(there(crypto::sha256("blob " + std::to_string(i))));
    }
}

INSTANTIATE_TEST_SUITE_P(Engines, GarbageTest, testing::ValuesIn(testing_support::engines()),
                         testing::PrintToStringParamName());

} // namespace
} // namespace media
