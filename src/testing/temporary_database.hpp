#pragma once

#include "storage/database.hpp"

#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace testing_support {

/// `memory` is the SQL of the others without a file: quick, and gone with its object.
enum class Engine : std::uint8_t { memory, sqlite, postgres };

void PrintTo(Engine engine,
             std::ostream* out); // NOLINT(readability-identifier-naming): gtest's name

/// All, for `INSTANTIATE_TEST_SUITE_P(…, testing::ValuesIn(testing_support::engines()))`.
[[nodiscard]] std::vector<Engine> engines();
/// Those that outlive their object: for suites with a second opening or another process.
[[nodiscard]] std::vector<Engine> durable_engines();

/// Why the engine cannot be had on this machine, for GTEST_SKIP() in SetUp. With CI=true nothing is
/// missing aloud: the test then fails where it opens the database.
[[nodiscard]] std::optional<std::string> why_missing(Engine engine);

/// A fresh database with the schema of this program, of one test; gone with it. SQLite: in memory
/// or a file in a temporary folder. PostgreSQL: a database in a server of this test program's own,
/// started at first use and stopped at its end.
class TemporaryDatabase {
public:
    enum class Schema : std::uint8_t { migrated, empty };
    /// Throws std::runtime_error when the engine cannot be had.
    explicit TemporaryDatabase(Engine engine, Schema schema = Schema::migrated);
    ~TemporaryDatabase();
    TemporaryDatabase(const TemporaryDatabase&) = delete;
    TemporaryDatabase& operator=(const TemporaryDatabase&) = delete;

    [[nodiscard]] storage::Database& database() { return *database_; }
    storage::Database& operator*() { return *database_; }
    storage::Database* operator->() { return database_.get(); }
    /// For a second connection or another process.
    [[nodiscard]] const std::string& url() const { return url_; }
    /// A second, independent opening of the same database; not of one in memory.
    [[nodiscard]] std::unique_ptr<storage::Database> open_again() const;

private:
    Engine engine_;
    std::string url_;
    std::unique_ptr<storage::Database> database_;
};

} // namespace testing_support
