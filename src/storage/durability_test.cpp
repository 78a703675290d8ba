// Goal: what write() has acknowledged survives, whatever dies; what it has not is whole or absent.
// Method: a child process writes and acknowledges through a pipe until it is killed; connections to
// PostgreSQL are cut in the middle.
#include "storage/database_contract.hpp"

#include "storage/postgres/postgres_database.hpp"

#include <csignal>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

namespace storage {

namespace {

using base::Result;

class DurabilityTest : public DatabaseContract {
protected:
    /// Never returns: writes 1, 2, 3 …, each with its part, and tells each after its commit.
    [[noreturn]] void write_until_killed(int pipe) {
        const auto own = opened().open_again();
        for (std::int64_t id = 1;; ++id) {
            const auto done = own->write([&](Transaction& transaction) -> Result<void> {
                transaction.execute("insert into thing (id) values ($1)", {id});
                transaction.execute("insert into part (id, thing) values ($1, $1)", {id});
                return {};
            });
            if (!done || ::write(pipe, &id, sizeof(id)) != sizeof(id)) {
                ::_exit(1);
            }
        }
    }
};

TEST_P(DurabilityTest, what_a_killed_process_had_acknowledged_is_there_and_nothing_is_half) {
    for (int round = 0; round < 3; ++round) {
        ASSERT_TRUE(run("delete from part"));
        ASSERT_TRUE(run("delete from thing"));
        int ends[2] = {-1, -1};
        ASSERT_EQ(::pipe(ends), 0);
        const pid_t child = ::fork();
        if (child == 0) {
            ::close(ends[0]);
            write_until_killed(ends[1]);
        }
        ::close(ends[1]);
        std::int64_t acknowledged = 0;
        while (acknowledged < 20 * (round + 1)) {
            ASSERT_EQ(::read(ends[0], &acknowledged, sizeof(acknowledged)),
                      static_cast<ssize_t>(sizeof(acknowledged)));
        }
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        std::int64_t late = 0;
        while (::read(ends[0], &late, sizeof(late)) == static_cast<ssize_t>(sizeof(late))) {
            acknowledged = late;
        }
        ::close(ends[0]);
        const auto fresh = opened().open_again();
        const auto counts = fresh->read([](Connection& connection) -> Result<Rows> {
            return connection.query(
                "select (select count(*) from thing) as things, (select "
                "count(*) from part) as parts, (select max(id) from thing) as top",
                {});
        });
        const Row& row = counts.value().front();
        EXPECT_GE(row.integer("things"), acknowledged);
        EXPECT_EQ(row.integer("things"), row.integer("parts"));
        EXPECT_EQ(row.integer("things"), row.integer("top"));
    }
}

TEST_P(DurabilityTest, another_opening_sees_what_was_committed) {
    ASSERT_TRUE(run("insert into thing (id) values (1)"));
    const auto second = opened().open_again();
    const auto written = second->write([](Transaction& transaction) -> Result<std::int64_t> {
        return transaction.execute("update thing set flag = 1", {});
    });
    EXPECT_EQ(written.value(), 1);
    EXPECT_EQ(rows("select flag from thing").value().front().integer("flag"), 1);
}

INSTANTIATE_TEST_SUITE_P(Engines, DurabilityTest,
                         testing::ValuesIn(testing_support::durable_engines()),
                         testing::PrintToStringParamName());

class LostConnectionTest : public DatabaseContract {
protected:
    static std::int64_t own_pid(Connection& connection) {
        return connection.query("select pg_backend_pid() as pid", {}).front().integer("pid");
    }
    /// Cuts one connection, or all others, from the server's side, and waits until it is done.
    void cut(std::optional<std::int64_t> pid) {
        const auto other = opened().open_again();
        const std::string which = pid ? "pid = " + std::to_string(*pid)
                                      : std::string("pid <> pg_backend_pid() and datname = "
                                                    "current_database()");
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{10};
        for (std::int64_t left = 1; left > 0;) {
            ASSERT_LT(std::chrono::steady_clock::now(), deadline);
            left = other
                       ->write([&](Transaction& transaction) -> Result<std::int64_t> {
                           return transaction
                               .query("select count(pg_terminate_backend(pid)) as n from "
                                      "pg_stat_activity where " +
                                          which,
                                      {})
                               .front()
                               .integer("n");
                       })
                       .value();
        }
    }
};

TEST_P(LostConnectionTest, a_line_lost_before_the_commit_was_answered_is_told_as_unknown) {
    const auto outcome = database().write([&](Transaction& transaction) -> Result<void> {
        transaction.execute("insert into thing (id) values (1)", {});
        cut(own_pid(transaction));
        return {};
    });
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code, "storage.outcome_unknown");
    EXPECT_EQ(outcome.error().fault, base::Fault::unavailable);
    EXPECT_EQ(count_things(), 0) << "asked afterwards: it did not happen";
}

TEST_P(LostConnectionTest, a_line_lost_within_the_transaction_is_unavailable_and_changes_nothing) {
    const auto outcome = database().write([&](Transaction& transaction) -> Result<void> {
        transaction.execute("insert into thing (id) values (1)", {});
        cut(own_pid(transaction));
        transaction.execute("insert into thing (id) values (2)", {});
        return {};
    });
    EXPECT_EQ(outcome.error().code, "storage.unavailable");
    EXPECT_EQ(count_things(), 0);
}

TEST_P(LostConnectionTest, after_a_restart_of_the_server_the_next_request_succeeds) {
    ASSERT_TRUE(run("insert into thing (id) values (1)"));
    cut(std::nullopt);
    EXPECT_TRUE(run("insert into thing (id) values (2)"));
    EXPECT_EQ(count_things(), 2);
}

TEST_P(LostConnectionTest, a_server_that_cannot_be_reached_is_refused_with_words) {
    EXPECT_THROW(PostgresDatabase({.url = "postgres:///x?host=/nonexistent"}), DatabaseError);
}

TEST_P(LostConnectionTest, no_free_connection_is_unavailable_after_the_wait) {
    PostgresDatabase small(
        {.url = opened().url(), .connections_max = 1, .wait_max = std::chrono::milliseconds{20}});
    Database& narrow = small;
    const auto outer = narrow.read([&](Connection&) -> Result<std::string> {
        const auto inner = narrow.read([](Connection&) -> Result<int> { return 1; });
        return inner ? std::string("got one") : inner.error().code;
    });
    EXPECT_EQ(outer.value(), "storage.unavailable");
}

INSTANTIATE_TEST_SUITE_P(Engines, LostConnectionTest,
                         testing::Values(testing_support::Engine::postgres),
                         testing::PrintToStringParamName());

} // namespace

} // namespace storage
