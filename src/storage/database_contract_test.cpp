#include "storage/database_contract.hpp"

#include "base/try.hpp"

#include <atomic>
#include <barrier>
#include <thread>

namespace storage {

namespace {

using base::Fault;
using base::Result;

TEST_P(DatabaseContract, a_large_integer_comes_back_whole) {
    ASSERT_TRUE(run("insert into thing (id) values ($1)", {std::int64_t{5'000'000'000}}));
    EXPECT_EQ(rows("select id from thing").value().front().integer("id"), 5'000'000'000);
}

TEST_P(DatabaseContract, computed_columns_are_typed_like_stored_ones) {
    ASSERT_TRUE(run("insert into thing (id, weight) values (1, 0.5), (5000000000, 2.25)"));
    const auto found =
        rows("select count(*) as n, sum(id) as total, max(id) as top, sum(weight) as weight, "
             "max(id) > 3 as large from thing")
            .value();
    EXPECT_EQ(found.front().integer("n"), 2);
    EXPECT_EQ(found.front().integer("total"), 5'000'000'001);
    EXPECT_EQ(found.front().integer("top"), 5'000'000'000);
    EXPECT_DOUBLE_EQ(found.front().number("weight"), 2.75);
    EXPECT_TRUE(found.front().boolean("large"));
}

TEST_P(DatabaseContract, every_type_comes_back_as_it_was) {
    const std::string bytes("\0\x01\xFF'\\", 5);
    const std::string name = "Đông Hòa – 'loa' \\ \"1\" 📢";
    ASSERT_TRUE(run("insert into thing (id, name, weight, flag, content) values ($1,$2,$3,$4,$5)",
                    {1, name, 0.1, true, Blob{bytes}}));
    const auto row = rows("select * from thing").value().front();
    EXPECT_EQ(row.text("name"), name);
    EXPECT_EQ(row.number("weight"), 0.1);
    EXPECT_TRUE(row.boolean("flag"));
    EXPECT_EQ(row.blob("content").bytes, bytes);
}

TEST_P(DatabaseContract, null_stays_null_and_empty_stays_empty) {
    ASSERT_TRUE(run("insert into thing (id, name, content) values ($1, $2, $3), ($4, $5, $6)",
                    {1, std::nullopt, std::nullopt, 2, "", Blob{}}));
    const auto found = rows("select * from thing order by id").value();
    EXPECT_TRUE(found[0].is_null("name"));
    EXPECT_TRUE(found[0].is_null("content"));
    EXPECT_EQ(found[0].optional_text("name"), std::nullopt);
    EXPECT_EQ(found[1].text("name"), "");
    EXPECT_EQ(found[1].blob("content").bytes, "");
}

TEST_P(DatabaseContract, parameters_are_bound_by_number_in_any_order_and_more_than_once) {
    ASSERT_TRUE(run("insert into thing (name, id, weight) values ($2, $1, $3)", {7, "x", 7.0}));
    EXPECT_EQ(rows("select id from thing where name = $2 and id = $1 and weight < $1 + 1", {7, "x"})
                  .value()
                  .size(),
              1U);
}

TEST_P(DatabaseContract, a_megabyte_in_one_row_is_kept) {
    const std::string text(3'000'000, 'a');
    ASSERT_TRUE(run("insert into thing (id, name) values ($1, 'n')", {1}));
    ASSERT_TRUE(run("update thing set content = $1", {Blob{text}}));
    EXPECT_EQ(rows("select content from thing").value().front().blob("content").bytes, text);
}

TEST_P(DatabaseContract, reading_the_wrong_type_is_a_fault_and_not_a_conversion) {
    ASSERT_TRUE(run("insert into thing (id, name) values (1, 'một')"));
    const auto wrong = database().read([](Connection& connection) -> Result<std::int64_t> {
        return connection.query("select name from thing", {}).front().integer("name");
    });
    EXPECT_EQ(wrong.error().code, "storage.broken");
    const auto missing = database().read([](Connection& connection) -> Result<std::int64_t> {
        return connection.query("select name from thing", {}).front().integer("colour");
    });
    EXPECT_EQ(missing.error().code, "storage.broken");
}

TEST_P(DatabaseContract, too_few_and_too_many_parameters_are_refused) {
    EXPECT_EQ(run("insert into thing (id) values ($1)").error().code, "storage.broken");
    EXPECT_EQ(run("insert into thing (id) values ($1)", {1, 2}).error().code, "storage.broken");
    EXPECT_EQ(run("delete from thing; delete from part").error().code, "storage.broken");
}

TEST_P(DatabaseContract, a_text_with_nul_is_refused) {
    const std::string text("a\0b", 3);
    EXPECT_EQ(run("insert into thing (id, name) values ($1, $2)", {1, text}).error().code,
              "storage.broken");
    EXPECT_EQ(count_things(), 0);
}

TEST_P(DatabaseContract, a_second_equal_key_is_a_conflict) {
    ASSERT_TRUE(run("insert into thing (id, name) values (1, 'a')"));
    const auto primary = run("insert into thing (id, name) values (1, 'b')");
    EXPECT_EQ(primary.error().fault, Fault::conflict);
    EXPECT_EQ(primary.error().code, "storage.already_exists");
    EXPECT_EQ(run("insert into thing (id, name) values (2, 'a')").error().code,
              "storage.already_exists");
}

TEST_P(DatabaseContract, a_reference_to_nothing_is_a_conflict_both_ways) {
    EXPECT_EQ(run("insert into part (id, thing) values (1, 9)").error().code, "storage.reference");
    ASSERT_TRUE(run("insert into thing (id) values (9)"));
    ASSERT_TRUE(run("insert into part (id, thing) values (1, 9)"));
    EXPECT_EQ(run("delete from thing").error().code, "storage.reference");
}

TEST_P(DatabaseContract, a_broken_check_or_a_missing_value_is_our_own_fault) {
    EXPECT_EQ(run("insert into thing (id, flag) values (1, 2)").error().code, "storage.broken");
    EXPECT_EQ(run("insert into part (id, thing) values (1, null)").error().code, "storage.broken");
    EXPECT_EQ(count_things(), 0);
}

TEST_P(DatabaseContract, a_refusal_rolls_back_and_reaches_the_caller) {
    const auto refused = database().write([](Transaction& transaction) -> Result<int> {
        transaction.execute("insert into thing (id) values (1)", {});
        return base::fail(Fault::forbidden, "test.no", "không", "no");
    });
    EXPECT_EQ(refused.error().code, "test.no");
    EXPECT_EQ(count_things(), 0);
}

TEST_P(DatabaseContract, an_exception_rolls_back_and_passes_through) {
    EXPECT_THROW(static_cast<void>(database().write([](Transaction& transaction) -> Result<int> {
                     transaction.execute("insert into thing (id) values (1)", {});
                     throw std::length_error("bug");
                 })),
                 std::length_error);
    EXPECT_EQ(count_things(), 0);
    EXPECT_TRUE(run("insert into thing (id) values (2)"));
}

TEST_P(DatabaseContract, a_failed_statement_leaves_nothing_of_its_transaction) {
    const auto failed = database().write([](Transaction& transaction) -> Result<void> {
        transaction.execute("insert into thing (id) values (1)", {});
        transaction.execute("insert into thing (id) values (1)", {});
        return {};
    });
    EXPECT_EQ(failed.error().code, "storage.already_exists");
    EXPECT_EQ(count_things(), 0);
}

TEST_P(DatabaseContract, a_read_cannot_change_anything) {
    const auto refused = database().read([](Connection& connection) -> Result<std::int64_t> {
        return connection.execute("insert into thing (id) values (1)", {});
    });
    EXPECT_FALSE(refused);
    EXPECT_EQ(count_things(), 0);
}

TEST_P(DatabaseContract, the_number_of_changed_rows_is_told) {
    EXPECT_EQ(run("insert into thing (id) values (1), (2), (3)").value(), 3);
    EXPECT_EQ(run("update thing set flag = 1 where id > 1").value(), 2);
    EXPECT_EQ(run("delete from thing where id = 9").value(), 0);
}

TEST_P(DatabaseContract, the_shared_subset_means_the_same) {
    ASSERT_TRUE(run("insert into thing (id, name, flag) values (1,'a',0), (2,'b',1), (3,'c',1)"));
    const auto upserted = database().write([](Transaction& transaction) -> Result<std::string> {
        return transaction
            .query("insert into thing (id, name) values ($1, $2) on conflict (id) do update set "
                   "name = excluded.name returning name",
                   {1, "z"})
            .front()
            .text("name");
    });
    EXPECT_EQ(upserted.value(), "z");
    EXPECT_EQ(rows("select id from thing where (flag, id) > ($1, $2) order by flag, id limit $3",
                   {1, 2, 10})
                  .value()
                  .size(),
              1U);
    EXPECT_EQ(rows("select count(*) filter (where flag = 1) as n from thing")
                  .value()
                  .front()
                  .integer("n"),
              2);
    EXPECT_EQ(rows("with ranked as (select id, row_number() over (order by id desc) as place from "
                   "thing) select id from ranked where place = 1")
                  .value()
                  .front()
                  .integer("id"),
              3);
    EXPECT_EQ(rows("select id from thing where cast($1 as text) is null or name = $1",
                   {std::optional<std::string>()})
                  .value()
                  .size(),
              3U);
}

TEST_P(DatabaseContract, a_reader_keeps_its_snapshot_while_others_write) {
    ASSERT_TRUE(run("insert into thing (id) values (1)"));
    const auto seen = database().read([&](Connection& connection) -> Result<std::int64_t> {
        const auto count = [&] {
            return connection.query("select count(*) as n from thing", {}).front().integer("n");
        };
        const std::int64_t before = count();
        EXPECT_TRUE(run("insert into thing (id) values (2)"));
        return before * 10 + count();
    });
    EXPECT_EQ(seen.value(), 11);
    EXPECT_EQ(count_things(), 2);
}

TEST_P(DatabaseContract, read_and_write_back_by_many_threads_loses_no_update) {
    ASSERT_TRUE(run("insert into thing (id, flag, weight) values (1, 0, 0)"));
    constexpr int writers = 8;
    constexpr int rounds = 20;
    std::atomic<int> refused = 0;
    std::vector<std::jthread> threads;
    for (int writer = 0; writer < writers; ++writer) {
        threads.emplace_back([&] {
            for (int round = 0; round < rounds; ++round) {
                const auto done = database().write([](Transaction& transaction) -> Result<void> {
                    const double weight =
                        transaction.query("select weight from thing", {}).front().number("weight");
                    transaction.execute("update thing set weight = $1", {weight + 1});
                    return {};
                });
                refused += done ? 0 : 1;
            }
        });
    }
    threads.clear();
    EXPECT_EQ(refused.load(), 0);
    EXPECT_EQ(rows("select weight from thing").value().front().number("weight"), writers * rounds);
}

INSTANTIATE_TEST_SUITE_P(Engines, DatabaseContract, testing::ValuesIn(testing_support::engines()),
                         testing::PrintToStringParamName());

} // namespace

} // namespace storage
