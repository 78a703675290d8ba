#include "storage/many_rows.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <vector>

namespace {

using namespace storage;

TEST(ManyRows, numbers_its_parameters_row_by_row) {
    EXPECT_EQ(value_rows(2, 3), "($1, $2, $3), ($4, $5, $6)");
    const ManyRowsSql insert("insert into t (a, b) values ", 2, " on conflict do nothing");
    EXPECT_EQ(insert.text(1), "insert into t (a, b) values ($1, $2) on conflict do nothing");
    EXPECT_EQ(insert.text(2),
              "insert into t (a, b) values ($1, $2), ($3, $4) on conflict do nothing");
}

TEST(ManyRows, every_item_has_its_turn_once_and_in_order) {
    for (const std::size_t count : {0U, 1U, 3U, 31U, 32U, 107U}) {
        std::vector<int> items(count);
        std::iota(items.begin(), items.end(), 0);
        std::vector<int> seen;
        in_portions(std::span<const int>(items), [&](std::span<const int> some) {
            EXPECT_NE(std::ranges::find(rows_in_one_statement, some.size()),
                      rows_in_one_statement.end());
            seen.insert(seen.end(), some.begin(), some.end());
        });
        EXPECT_EQ(seen, items);
    }
}

} // namespace
