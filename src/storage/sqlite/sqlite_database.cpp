#include "storage/sqlite/sqlite_database.hpp"

#include "base/scope_exit.hpp"

namespace storage {

namespace {

/// Only another process can make the writer wait, each time for SqliteOptions::busy.
constexpr int busy_attempts_max = 2;
constexpr std::string_view in_memory = ":memory:";

/// Ends a transaction that was not committed. SQLite has already ended it after some faults.
void roll_back(SqliteConnection& connection) {
    if (!connection.is_idle()) {
        connection.execute("rollback", {});
    }
}

} // namespace

SqliteDatabase::SqliteDatabase(SqliteOptions options)
    : options_(std::move(options)),
      writer_(options_.path, SqliteConnection::Kind::writer, options_.busy) {}

SqliteDatabase::Reader SqliteDatabase::take_reader() {
    std::unique_lock lock(readers_mutex_);
    reader_free_.wait(
        lock, [this] { return !idle_readers_.empty() || readers_made_ < options_.readers_max; });
    if (!idle_readers_.empty()) {
        Reader reader = std::move(idle_readers_.back());
        idle_readers_.pop_back();
        if (reader->pages() == pages_) {
            return reader;
        }
        --readers_made_; // it stands at an older state of a database in memory
    }
    auto reader = std::make_unique<SqliteConnection>(options_.path, SqliteConnection::Kind::reader,
                                                     options_.busy);
    if (pages_) {
        reader->read_pages(pages_);
    }
    ++readers_made_;
    return reader;
}

void SqliteDatabase::give_back(Reader reader) {
    {
        const std::lock_guard lock(readers_mutex_);
        idle_readers_.push_back(std::move(reader));
    }
    reader_free_.notify_one();
}

base::Result<void> SqliteDatabase::read_with(const std::function<void(Connection&)>& body) {
    try {
        Reader reader = take_reader();
        SqliteConnection& connection = *reader;
        const base::ScopeExit finish([&] {
            try {
                roll_back(connection);
                give_back(std::move(reader));
            } catch (const DatabaseError&) {
                // A reader that cannot end its transaction is of no more use; another is made.
                const std::lock_guard lock(readers_mutex_);
                --readers_made_;
                reader_free_.notify_one();
            }
        });
        connection.execute("begin", {}); // prepared once, as every statement
        body(connection);
    } catch (const DatabaseError& error) {
        return base::fail(to_error(error));
    }
    return {};
}

void SqliteDatabase::show_commit() {
    if (options_.path == in_memory) {
        auto pages = writer_.copy_pages();
        const std::lock_guard lock(readers_mutex_);
        pages_ = std::move(pages);
    }
}

void SqliteDatabase::attempt(const std::function<bool(Transaction&)>& body) {
    const std::lock_guard lock(writer_mutex_);
    static_cast<void>(writer_.take_outbox_mark());
    // Immediate: the write lock is taken before the first read, so nothing read can go stale.
    writer_.execute("begin immediate", {});
    try {
        if (body(writer_)) {
            writer_.execute("commit", {});
            show_commit();
        } else {
            static_cast<void>(writer_.take_outbox_mark());
            roll_back(writer_);
        }
    } catch (...) {
        static_cast<void>(writer_.take_outbox_mark());
        roll_back(writer_);
        throw;
    }
    if (writer_.take_outbox_mark()) {
        hint_outbox();
    }
}

base::Result<void> SqliteDatabase::write_with(const std::function<bool(Transaction&)>& body) {
    for (int attempts = 1;; ++attempts) {
        try {
            attempt(body);
            return {};
        } catch (const DatabaseError& error) {
            if (error.fault() != DatabaseFault::serialization || attempts >= busy_attempts_max) {
                return base::fail(to_error(error));
            }
        }
    }
}

} // namespace storage
