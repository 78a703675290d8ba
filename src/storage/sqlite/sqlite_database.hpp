#pragma once

#include "storage/sqlite/sqlite_connection.hpp"

#include <condition_variable>
#include <mutex>
#include <vector>

namespace storage {

struct SqliteOptions {
    std::filesystem::path path;
    std::size_t readers_max = 4;
    /// How long to wait for another process that writes (a backup, a command-line tool).
    std::chrono::milliseconds busy{10'000};
};

/// An SQLite file in WAL mode: one writer behind a mutex, readers beside it on their own snapshots.
/// A crash or a power cut loses nothing that write() has acknowledged. With the path `:memory:`
/// there is no file, and it is gone with this object; the readers' snapshots are copies then.
class SqliteDatabase final : public Database {
public:
    /// Opens or creates the file. Throws DatabaseError(unavailable).
    explicit SqliteDatabase(SqliteOptions options);

    [[nodiscard]] std::string_view dialect() const override { return "sqlite"; }

protected:
    base::Result<void> read_with(const std::function<void(Connection&)>& body) override;
    base::Result<void> write_with(const std::function<bool(Transaction&)>& body) override;

private:
    using Reader = std::unique_ptr<SqliteConnection>;

    Reader take_reader();
    void give_back(Reader reader);
    void show_commit();
    void attempt(const std::function<bool(Transaction&)>& body);

    const SqliteOptions options_;
    std::mutex writer_mutex_; ///< guards writer_
    SqliteConnection writer_;
    std::mutex readers_mutex_; ///< guards idle_readers_, pages_ and readers_made_
    std::condition_variable reader_free_;
    std::vector<Reader> idle_readers_;
    SqliteConnection::Pages pages_; ///< what readers see of a database in memory
    std::size_t readers_made_ = 0;
};

} // namespace storage
