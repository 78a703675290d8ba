#pragma once

#include "storage/database.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace storage {

/// One connection to an SQLite file. Used by one thread at a time; SqliteDatabase sees to that.
/// Statements stay prepared, at most `statements_max` of them.
class SqliteConnection final : public Transaction {
public:
    enum class Kind : std::uint8_t {
        writer, ///< WAL, synchronous=FULL: a commit is on the disk when it returns
        reader, ///< refuses every change
    };
    /// Throws DatabaseError(unavailable) when the file cannot be opened.
    SqliteConnection(const std::filesystem::path& path, Kind kind, std::chrono::milliseconds busy);
    ~SqliteConnection() override;
    SqliteConnection(const SqliteConnection&) = delete;
    SqliteConnection& operator=(const SqliteConnection&) = delete;

    Rows query(std::string_view sql, const Parameters& parameters) override;
    std::int64_t execute(std::string_view sql, const Parameters& parameters) override;
    void run_script(std::string_view sql) override;
    [[nodiscard]] std::string_view dialect() const override { return "sqlite"; }
    using Transaction::take_outbox_mark;

    /// The pages of a database in memory as committed last. Null: an empty one, or a file.
    using Pages = std::shared_ptr<const std::string>;
    [[nodiscard]] Pages copy_pages() const;
    /// Reads these from now on, and refuses every change.
    void read_pages(Pages pages);
    [[nodiscard]] const Pages& pages() const { return pages_; }

    /// True outside every transaction, also when SQLite itself has rolled one back.
    [[nodiscard]] bool is_idle() const;

private:
    struct CloseDatabase {
        void operator()(sqlite3* database) const;
    };
    struct FinalizeStatement {
        void operator()(sqlite3_stmt* statement) const;
    };
    struct Statement {
        std::unique_ptr<sqlite3_stmt, FinalizeStatement> handle;
        std::vector<int> places; ///< SQLite's number of `$1`, `$2` …; 0: not in the text
    };

    [[noreturn]] void fail(int code, std::string_view sql) const;
    const Statement& prepare(std::string_view sql);
    void bind(const Statement& statement, std::string_view sql, const Parameters& parameters) const;
    /// Steps to the end; `each` is called for every row.
    void run(sqlite3_stmt* statement, std::string_view sql,
             const std::function<void(sqlite3_stmt*)>& each) const;

    Pages pages_; ///< what read_pages() was given; outlives database_
    std::unique_ptr<sqlite3, CloseDatabase> database_;
    std::map<std::string, Statement, std::less<>> statements_; ///< destroyed before database_
};

} // namespace storage
