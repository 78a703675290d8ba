#include "storage/outbox_consumer.hpp"

#include "storage/lease.hpp"
#include "storage/outbox_fixture.hpp"
#include "storage/outbox_runner.hpp"

#include <future>

namespace storage {

namespace {

using base::Fault;
using base::Result;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class OutboxConsumerTest : public OutboxFixture {
protected:
    OutboxConsumer consumer(ConsumerOptions options = {}, const std::string& holder = "here") {
        options.name = options.name.empty() ? "player" : options.name;
        options.topic = "test";
        return OutboxConsumer(database(), clock(), holder, options,
                              [this](const OutboxItem& item) { return perform(item); });
    }
    Result<void> perform(const OutboxItem& item) {
        seen_.push_back(item.entry.entity + item.entry.payload);
        if (const auto fails = failing_.find(item.entry.entity); fails != failing_.end()) {
            return base::Failure(
                base::refuse(fails->second, "test.failed", "hỏng", "it is broken"));
        }
        return {};
    }
    void number() {
        Sequencer sequencer(database(), clock(), "here");
        while (sequencer.run_once().value() == Sequencer::Outcome::numbered) {
        }
    }
    std::vector<ParkedEntry> parked() {
        return database()
            .read([](Connection& connection) -> Result<std::vector<ParkedEntry>> {
                return list_parked(connection, {});
            })
            .value();
    }
    std::vector<ParkedEntry> given_up() {
        return database()
            .read([](Connection& connection) -> Result<std::vector<ParkedEntry>> {
                return list_parked(connection, {.dead_only = true});
            })
            .value();
    }
    std::optional<ParkedEntry> found(const std::string& name, std::int64_t seq) {
        return database()
            .read([&](Connection& connection) -> Result<std::optional<ParkedEntry>> {
                return find_parked(connection, name, seq);
            })
            .value();
    }
    bool discard(std::int64_t seq) {
        return database()
            .write([&](Transaction& transaction) -> Result<bool> {
                return discard_parked(transaction, "player", seq);
            })
            .value();
    }
    std::vector<std::string> take_seen() { return std::exchange(seen_, {}); }

    std::vector<std::string> seen_;
    std::map<std::string, Fault> failing_;
};

TEST_P(OutboxConsumerTest, entries_of_its_topic_are_performed_once_and_in_order) {
    append("a", "1");
    append("x", "other", "elsewhere");
    append("b", "2");
    append("a", "3");
    auto reader = consumer();
    EXPECT_EQ(reader.run_once().value(), 0U) << "nothing has a number yet";
    number();
    EXPECT_EQ(reader.run_once().value(), 3U);
    EXPECT_EQ(reader.run_once().value(), 0U);
    EXPECT_THAT(take_seen(), ElementsAre("a1", "b2", "a3"));
}

TEST_P(OutboxConsumerTest, a_restarted_consumer_goes_on_where_it_was) {
    append("a", "1");
    number();
    ASSERT_EQ(consumer().run_once().value(), 1U);
    append("a", "2");
    number();
    EXPECT_EQ(consumer().run_once().value(), 1U);
    EXPECT_THAT(seen_, ElementsAre("a1", "a2"));
}

TEST_P(OutboxConsumerTest, consumers_do_not_take_from_each_other) {
    append("a", "1");
    number();
    EXPECT_EQ(consumer({.name = "one"}).run_once().value(), 1U);
    EXPECT_EQ(consumer({.name = "two"}).run_once().value(), 1U);
}

TEST_P(OutboxConsumerTest, a_failure_holds_up_its_own_entity_only) {
    failing_["a"] = Fault::unavailable;
    append("a", "1");
    append("b", "1");
    append("a", "2");
    number();
    auto reader = consumer();
    EXPECT_EQ(reader.run_once().value(), 3U);
    EXPECT_THAT(take_seen(), ElementsAre("a1", "b1"));
    ASSERT_THAT(parked(), SizeIs(2));
    EXPECT_EQ(parked()[0].last_error, "test.failed: it is broken");
    EXPECT_EQ(parked()[1].attempts, 0);

    failing_.clear();
    EXPECT_EQ(reader.run_once().value(), 0U) << "not due yet";
    clock().advance(base::Millis{1'000});
    EXPECT_EQ(reader.run_once().value(), 1U);
    append("a", "3");
    number();
    while (reader.run_once().value() > 0) {
    }
    EXPECT_THAT(take_seen(), ElementsAre("a1", "a2", "a3"));
    EXPECT_THAT(parked(), IsEmpty());
}

TEST_P(OutboxConsumerTest, retries_come_later_each_time_and_never_end_while_the_other_is_away) {
    failing_["a"] = Fault::unavailable;
    append("a", "1");
    number();
    auto reader = consumer({.attempts_max = 3, .longest_retry = base::Millis{4'000}});
    std::vector<std::int64_t> waits;
    for (int i = 0; i < 6; ++i) {
        ASSERT_EQ(reader.run_once().value(), 1U);
        const base::Millis wait = parked().front().next_at - clock().now();
        waits.push_back(wait.count());
        clock().advance(wait);
    }
    EXPECT_THAT(waits, ElementsAre(1'000, 2'000, 4'000, 4'000, 4'000, 4'000));
    EXPECT_FALSE(parked().front().dead);
}

TEST_P(OutboxConsumerTest, what_can_never_succeed_is_given_up_visibly_and_the_rest_goes_on) {
    failing_["a"] = Fault::invalid;
    append("a", "1");
    append("a", "2");
    number();
    auto reader = consumer({.attempts_max = 2});
    ASSERT_EQ(reader.run_once().value(), 2U);
    clock().advance(base::Millis{1'000});
    ASSERT_EQ(reader.run_once().value(), 1U);
    ASSERT_THAT(parked(), SizeIs(2));
    EXPECT_TRUE(parked()[0].dead);
    EXPECT_FALSE(parked()[1].dead);
    failing_.clear();
    take_seen();
    EXPECT_EQ(reader.run_once().value(), 1U);
    EXPECT_THAT(take_seen(), ElementsAre("a2"));

    ASSERT_THAT(parked(), SizeIs(1));
    const auto status = database().read(
        [](Connection& connection) -> Result<OutboxStatus> { return outbox_status(connection); });
    EXPECT_EQ(status->dead, 1);
    EXPECT_EQ(status->parked, 0);
    const std::int64_t dead = parked().front().seq;
    EXPECT_TRUE(database()
                    .write([&](Transaction& transaction) -> Result<bool> {
                        return retry_parked(transaction, "player", dead, clock().now());
                    })
                    .value());
    EXPECT_EQ(reader.run_once().value(), 1U);
    EXPECT_THAT(take_seen(), ElementsAre("a1"));
    EXPECT_THAT(parked(), IsEmpty());
}

TEST_P(OutboxConsumerTest, only_what_was_given_up_can_be_discarded_and_is_never_seen_again) {
    failing_["a"] = Fault::invalid;
    append("a", "1");
    number();
    auto reader = consumer({.attempts_max = 2});
    ASSERT_EQ(reader.run_once().value(), 1U);
    const ParkedEntry tried = parked().at(0);
    EXPECT_FALSE(tried.dead);
    EXPECT_EQ(tried.created_at, clock().now());
    EXPECT_FALSE(discard(tried.seq)) << "it is still tried";
    EXPECT_THAT(given_up(), IsEmpty());

    clock().advance(base::Millis{1'000});
    ASSERT_EQ(reader.run_once().value(), 1U);
    ASSERT_THAT(given_up(), SizeIs(1));
    EXPECT_EQ(given_up()[0].last_error, "test.failed: it is broken");
    EXPECT_EQ(found("player", tried.seq)->entry.payload, "1");
    EXPECT_FALSE(found("another", tried.seq).has_value());
    take_seen();
    EXPECT_TRUE(discard(tried.seq));
    EXPECT_FALSE(discard(tried.seq));
    EXPECT_FALSE(found("player", tried.seq).has_value());
    EXPECT_EQ(reader.run_once().value(), 0U);
    EXPECT_THAT(take_seen(), IsEmpty());
}

TEST_P(OutboxConsumerTest, only_the_server_with_the_lease_performs) {
    append("a", "1");
    number();
    auto here = consumer();
    ASSERT_EQ(here.run_once().value(), 1U);
    append("a", "2");
    number();
    auto there = consumer({}, "there");
    EXPECT_EQ(there.run_once().value(), 0U);
    clock().advance(lease_length);
    EXPECT_EQ(there.run_once().value(), 1U);
}

TEST_P(OutboxConsumerTest, a_server_that_lost_its_lease_meanwhile_moves_nothing) {
    append("a", "1");
    number();
    bool overtaken = false;
    OutboxConsumer slow(database(), clock(), "slow", {.name = "player", .topic = "test"},
                        [&](const OutboxItem&) -> Result<void> {
                            if (!std::exchange(overtaken, true)) {
                                clock().advance(lease_length);
                                EXPECT_EQ(consumer({}, "quick").run_once().value(), 1U);
                            }
                            return {};
                        });
    EXPECT_EQ(slow.run_once().value(), 0U);
    EXPECT_EQ(rows("select seq from outbox_cursor").front().integer("seq"), 1);
}

TEST_P(OutboxConsumerTest, a_slow_batch_keeps_its_lease_and_is_performed_once) {
    for (int i = 0; i < 5; ++i) {
        append("a", std::to_string(i));
    }
    number();
    int performed = 0;
    OutboxConsumer slow(database(), clock(), "slow", {.name = "player", .topic = "test"},
                        [&](const OutboxItem&) -> Result<void> {
                            clock().advance(lease_length / 2);
                            EXPECT_EQ(consumer({}, "quick").run_once().value(), 0U);
                            ++performed;
                            return {};
                        });
    EXPECT_EQ(slow.run_once().value(), 5U);
    EXPECT_EQ(slow.run_once().value(), 0U);
    EXPECT_EQ(performed, 5);
}

TEST_P(OutboxConsumerTest, an_entry_slower_than_the_lease_is_done_when_nobody_took_over) {
    append("a", "1");
    number();
    OutboxConsumer slow(database(), clock(), "slow", {.name = "player", .topic = "test"},
                        [&](const OutboxItem&) -> Result<void> {
                            clock().advance(lease_length * 2);
                            return {};
                        });
    EXPECT_EQ(slow.run_once().value(), 1U);
    EXPECT_EQ(slow.run_once().value(), 0U);
}

TEST_P(OutboxConsumerTest, old_entries_are_trimmed_once_every_consumer_has_passed) {
    append("a", "1");
    failing_["b"] = Fault::unavailable;
    append("b", "1");
    number();
    ASSERT_EQ(consumer().run_once().value(), 2U);
    append("a", "2");
    number();
    clock().advance(base::Millis{60'000});
    const auto trim = [&] {
        return database()
            .write([&](Transaction& transaction) -> Result<std::int64_t> {
                return trim_outbox(transaction, clock().now());
            })
            .value();
    };
    EXPECT_EQ(trim(), 1) << "the parked and the unread entry stay";
    EXPECT_EQ(trim(), 0);
}

TEST_P(OutboxConsumerTest, the_runner_performs_at_once_without_waiting_for_its_poll) {
    std::promise<std::string> performed;
    Sequencer sequencer(database(), clock(), "here");
    OutboxConsumer reader(database(), clock(), "here", {.name = "player", .topic = "test"},
                          [&](const OutboxItem& item) -> Result<void> {
                              performed.set_value(item.entry.payload);
                              return {};
                          });
    const OutboxRunner runner(database(), sequencer, {&reader}, std::chrono::minutes{5});
    append("a", "now");
    auto seen = performed.get_future();
    ASSERT_EQ(seen.wait_for(std::chrono::seconds{10}), std::future_status::ready);
    EXPECT_EQ(seen.get(), "now");
}

class TwoServersTest : public OutboxConsumerTest {};

TEST_P(TwoServersTest, what_one_server_commits_the_other_performs_at_once) {
    const auto there = opened().open_again();
    Sequencer sequencer_here(database(), clock(), "here");
    Sequencer sequencer_there(*there, clock(), "there");
    append("a", "first");
    ASSERT_EQ(sequencer_here.run_once().value(), Sequencer::Outcome::numbered) << "holds the lease";
    std::promise<void> performed;
    OutboxConsumer reader(database(), clock(), "here", {.name = "player", .topic = "test"},
                          [&](const OutboxItem& item) -> Result<void> {
                              if (item.entry.payload == "second") {
                                  performed.set_value();
                              }
                              return {};
                          });
    const OutboxRunner runner_here(database(), sequencer_here, {&reader}, std::chrono::minutes{5});
    const OutboxRunner runner_there(*there, sequencer_there, {}, std::chrono::minutes{5});
    ASSERT_TRUE(there->write([&](Transaction& transaction) -> Result<void> {
        append_outbox(transaction, {"test", "a", "second"}, clock().now());
        return {};
    }));
    EXPECT_EQ(performed.get_future().wait_for(std::chrono::seconds{10}), std::future_status::ready);
}

INSTANTIATE_TEST_SUITE_P(Engines, TwoServersTest,
                         testing::Values(testing_support::Engine::postgres),
                         testing::PrintToStringParamName());

INSTANTIATE_TEST_SUITE_P(Engines, OutboxConsumerTest, testing::ValuesIn(testing_support::engines()),
                         testing::PrintToStringParamName());

} // namespace

} // namespace storage
