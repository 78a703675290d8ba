// Goal: the sequencer loses, doubles and inverts nothing, and one long transaction holds up nobody.
// Method: the same checks read through three forms. The two that are usually written (`id > last`;
// order by transaction id behind the oldest running one) are kept as mutants: each must be caught.
#include "storage/sequencer.hpp"

#include "storage/lease.hpp"
#include "storage/outbox_fixture.hpp"

#include <atomic>
#include <map>
#include <thread>

namespace storage {

namespace {

using base::Result;
using testing::ElementsAre;
using testing::IsEmpty;
using Outcome = Sequencer::Outcome;

class SequencerTest : public OutboxFixture {
protected:
    std::vector<std::string> numbered() {
        std::vector<std::string> found;
        for (const Row& row :
             rows("select payload from outbox where seq is not null order by seq")) {
            found.push_back(row.text("payload"));
        }
        return found;
    }
};

TEST_P(SequencerTest, committed_entries_get_growing_numbers_without_gaps) {
    Sequencer sequencer(database(), clock(), "here");
    EXPECT_EQ(sequencer.run_once().value(), Outcome::idle);
    append("a", "1");
    append("b", "2");
    EXPECT_EQ(sequencer.run_once().value(), Outcome::numbered);
    append("a", "3");
    EXPECT_EQ(sequencer.run_once().value(), Outcome::numbered);
    EXPECT_EQ(sequencer.run_once().value(), Outcome::idle);
    EXPECT_THAT(numbered(), ElementsAre("1", "2", "3"));
    EXPECT_EQ(rows("select max(seq) as top from outbox").front().integer("top"), 3);
}

TEST_P(SequencerTest, a_batch_is_bounded_and_the_rest_follows) {
    const int entries = Sequencer::batch_max + 3;
    ASSERT_TRUE(database().write([&](Transaction& transaction) -> Result<void> {
        for (int i = 0; i < entries; ++i) {
            append_outbox(transaction, {"test", "a", std::to_string(i)}, clock().now());
        }
        return {};
    }));
    Sequencer sequencer(database(), clock(), "here");
    EXPECT_EQ(sequencer.run_once().value(), Outcome::numbered);
    EXPECT_EQ(numbered().size(), static_cast<std::size_t>(Sequencer::batch_max));
    EXPECT_EQ(sequencer.run_once().value(), Outcome::numbered);
    EXPECT_EQ(numbered().size(), static_cast<std::size_t>(entries));
    EXPECT_EQ(numbered().back(), std::to_string(entries - 1));
}

TEST_P(SequencerTest, a_second_server_numbers_only_after_the_lease_is_over) {
    Sequencer first(database(), clock(), "first");
    Sequencer second(database(), clock(), "second");
    append("a", "1");
    EXPECT_EQ(first.run_once().value(), Outcome::numbered);
    append("a", "2");
    EXPECT_EQ(second.run_once().value(), Outcome::held_by_peer);
    clock().advance(lease_length);
    EXPECT_EQ(second.run_once().value(), Outcome::numbered);
    EXPECT_THAT(numbered(), ElementsAre("1", "2"));
}

TEST_P(SequencerTest, what_was_rolled_back_is_never_numbered) {
    static_cast<void>(database().write([&](Transaction& transaction) -> Result<void> {
        append_outbox(transaction, {"test", "a", "never"}, clock().now());
        return base::fail(base::Fault::conflict, "test.no", "không", "no");
    }));
    append("a", "1");
    Sequencer sequencer(database(), clock(), "here");
    EXPECT_EQ(sequencer.run_once().value(), Outcome::numbered);
    EXPECT_THAT(numbered(), ElementsAre("1"));
}

TEST_P(SequencerTest, many_writers_lose_double_and_invert_nothing) {
    constexpr int writers = 8;
    constexpr int rounds = 40;
    constexpr int entities = 3;
    ASSERT_TRUE(database().write([](Transaction& transaction) -> Result<void> {
        transaction.run_script("create table entity (id bigint primary key, version bigint);"
                               "insert into entity values (0, 0), (1, 0), (2, 0);");
        return {};
    }));
    std::atomic<int> refused = 0;
    std::atomic<bool> finished = false;
    std::jthread numbering([&] {
        Sequencer sequencer(database(), clock(), "here");
        for (;;) {
            const bool last = finished.load();
            const auto outcome = sequencer.run_once();
            refused += outcome ? 0 : 1;
            if (last && outcome && *outcome == Outcome::idle) {
                return;
            }
        }
    });
    std::vector<std::jthread> threads;
    for (int writer = 0; writer < writers; ++writer) {
        threads.emplace_back([&, writer] {
            for (int round = 0; round < rounds; ++round) {
                const int entity = (writer + round) % entities;
                const auto done = database().write([&](Transaction& transaction) -> Result<void> {
                    const auto version =
                        transaction
                            .query("update entity set version = version + 1 where id = $1 "
                                   "returning version",
                                   {entity})
                            .front()
                            .integer("version");
                    append_outbox(transaction,
                                  {"test", std::to_string(entity), std::to_string(version)},
                                  clock().now());
                    return {};
                });
                refused += done ? 0 : 1;
            }
        });
    }
    threads.clear();
    finished = true;
    numbering.join();
    EXPECT_EQ(refused.load(), 0);
    std::map<std::string, std::int64_t> last;
    std::int64_t seq = 0;
    for (const Row& row : rows("select seq, entity, payload from outbox order by seq")) {
        EXPECT_EQ(row.integer("seq"), ++seq);
        EXPECT_EQ(std::stoll(row.text("payload")), ++last[row.text("entity")]);
    }
    EXPECT_EQ(seq, writers * rounds);
}

INSTANTIATE_TEST_SUITE_P(Engines, SequencerTest, testing::ValuesIn(testing_support::engines()),
                         testing::PrintToStringParamName());

/// How a consumer could read: each poll returns the new payloads in order.
using Poll = std::function<std::vector<std::string>()>;

/// Two transactions at once are possible on PostgreSQL only; SQLite's single writer hides the
/// faults of the naive forms.
class SequencerOnPostgresTest : public OutboxFixture {
protected:
    std::vector<std::string> query(std::string_view sql, std::int64_t& cursor,
                                   std::string_view position) {
        std::vector<std::string> found;
        for (const Row& row : rows(sql, {cursor})) {
            cursor = row.integer(position);
            found.push_back(row.text("payload"));
        }
        return found;
    }

    Poll sequenced() {
        return [this] {
            while (sequencer_->run_once().value() == Outcome::numbered) {
            }
            return query("select seq, payload from outbox where seq > $1 order by seq", cursor_,
                         "seq");
        };
    }
    Poll naive_by_id() {
        return [this] {
            return query("select id, payload from outbox where id > $1 order by id", cursor_, "id");
        };
    }
    Poll naive_by_transaction() {
        return [this] {
            return query("select xmin::text::bigint as xid, payload from outbox "
                         "where xmin::text::bigint > $1 and xmin::text::bigint < "
                         "pg_snapshot_xmin(pg_current_snapshot())::text::bigint "
                         "order by xmin::text::bigint, id",
                         cursor_, "xid");
        };
    }

    /// A slow transaction takes its number first and commits last. Returns what was seen before it
    /// had committed, and everything seen in the end.
    std::pair<std::vector<std::string>, std::vector<std::string>> overtake(const Poll& poll) {
        std::vector<std::string> before;
        const auto slow = database().write([&](Transaction& transaction) -> Result<void> {
            append_outbox(transaction, {"test", "slow", "slow"}, clock().now());
            append("quick", "quick"); // its own transaction, on another connection
            before = poll();
            return {};
        });
        EXPECT_TRUE(slow);
        std::vector<std::string> all = before;
        const std::vector<std::string> after = poll();
        all.insert(all.end(), after.begin(), after.end());
        return {before, all};
    }

    void SetUp() override {
        OutboxFixture::SetUp();
        if (!IsSkipped()) {
            sequencer_.emplace(database(), clock(), "here");
        }
    }

private:
    std::optional<Sequencer> sequencer_;
    std::int64_t cursor_ = 0;
};

TEST_P(SequencerOnPostgresTest, the_sequencer_loses_nothing_and_waits_for_nobody) {
    const auto [before, all] = overtake(sequenced());
    EXPECT_THAT(before, ElementsAre("quick"));
    EXPECT_THAT(all, ElementsAre("quick", "slow"));
}

TEST_P(SequencerOnPostgresTest, the_mutant_that_reads_by_id_is_caught_losing) {
    const auto [before, all] = overtake(naive_by_id());
    EXPECT_THAT(all, ElementsAre("quick")) << "the slow entry is never seen";
}

TEST_P(SequencerOnPostgresTest, the_mutant_that_reads_by_transaction_is_caught_waiting) {
    const auto [before, all] = overtake(naive_by_transaction());
    EXPECT_THAT(before, IsEmpty()) << "a committed entry waits for a stranger's transaction";
}

INSTANTIATE_TEST_SUITE_P(Engines, SequencerOnPostgresTest,
                         testing::Values(testing_support::Engine::postgres),
                         testing::PrintToStringParamName());

} // namespace

} // namespace storage
