#pragma once

#include "storage/database.hpp"
#include "testing/temporary_database.hpp"

#include <gtest/gtest.h>

namespace storage {

/// What every engine promises, beyond the words of database.hpp. Run against SQLite and a real
/// PostgreSQL.
class DatabaseContract : public testing::TestWithParam<testing_support::Engine> {
protected:
    void SetUp() override {
        if (const auto why = testing_support::why_missing(GetParam())) {
            GTEST_SKIP() << *why;
        }
        opened_.emplace(GetParam(), testing_support::TemporaryDatabase::Schema::empty);
        const auto made = database().write([](Transaction& transaction) -> base::Result<void> {
            transaction.run_script(
                R"sql(
                create table thing (
                  id bigint primary key,
                  name text unique,
                  weight double precision,
                  flag bigint check (flag in (0, 1)),
                  content )sql" +
                std::string(transaction.dialect() == "sqlite" ? "blob" : "bytea") +
                R"sql(
                );
                create table part (
                  id bigint primary key,
                  thing bigint not null references thing (id)
                );)sql");
            return {};
        });
        ASSERT_TRUE(made.has_value());
    }

    Database& database() { return opened_->database(); }
    testing_support::TemporaryDatabase& opened() { return *opened_; }

    base::Result<std::int64_t> run(std::string_view sql, const Parameters& parameters = {}) {
        return database().write([&](Transaction& transaction) -> base::Result<std::int64_t> {
            return transaction.execute(sql, parameters);
        });
    }
    base::Result<Rows> rows(std::string_view sql, const Parameters& parameters = {}) {
        return database().read([&](Connection& connection) -> base::Result<Rows> {
            return connection.query(sql, parameters);
        });
    }
    std::int64_t count_things() {
        return rows("select count(*) as n from thing").value().front().integer("n");
    }

private:
    std::optional<testing_support::TemporaryDatabase> opened_;
};

} // namespace storage
