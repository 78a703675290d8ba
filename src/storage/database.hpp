#pragma once

#include "base/result.hpp"
#include "storage/row.hpp"

#include <chrono>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <utility>

namespace storage {

inline constexpr int write_attempts_max = 12;

/// What went wrong in the database, told apart so that a transaction can be tried again.
enum class DatabaseFault : std::uint8_t {
    unique,          ///< a unique or primary key already has this value
    foreign_key,     ///< the row refers to nothing, or something refers to it
    check,           ///< a check or not-null constraint
    serialization,   ///< the database asks to run the transaction again (busy, deadlock,
                     ///< serialization failure)
    unavailable,     ///< no connection, disk full, timeout
    outcome_unknown, ///< the connection was lost while committing: it may or may not have happened
    programming,     ///< wrong SQL or wrong type: schema and code disagree
};

/// A broken world inside an adapter. Never crosses Database::read or Database::write: there it has
/// become an Error.
class DatabaseError : public std::runtime_error {
public:
    DatabaseError(DatabaseFault fault, const std::string& what)
        : std::runtime_error(what), fault_(fault) {}
    [[nodiscard]] DatabaseFault fault() const { return fault_; }

private:
    DatabaseFault fault_;
};

/// One connection inside a read or write. Not thread-safe; valid only during the callback.
/// The SQL is the common subset of SQLite 3.40 and PostgreSQL 15 with parameters `$1`, `$2` …; the
/// drivers bind by name.
class Connection {
public:
    virtual ~Connection() = default;
    /// Runs a query and returns all rows. Keep results bounded with `limit`.
    virtual Rows query(std::string_view sql, const Parameters& parameters) = 0;
    /// Runs a change and returns the number of rows changed.
    virtual std::int64_t execute(std::string_view sql, const Parameters& parameters) = 0;
    /// Runs several statements without parameters, none of them kept prepared. For migrations.
    virtual void run_script(std::string_view sql) = 0;
    /// "sqlite" or "postgres", for the few statements that must differ.
    [[nodiscard]] virtual std::string_view dialect() const = 0;
};

/// A connection whose changes become durable together or not at all. A statement that failed ends
/// it: let the DatabaseError pass, or ask first (`on conflict do nothing`) where a clash is
/// expected.
class Transaction : public Connection {
public:
    /// append_outbox leaves this mark, so that the outbox's workers are woken after the commit.
    void mark_outbox() { outbox_marked_ = true; }

protected:
    [[nodiscard]] bool take_outbox_mark() { return std::exchange(outbox_marked_, false); }

private:
    bool outbox_marked_ = false;
};

/// The truth. Implementations: SQLite (WAL, one writer, a pool of readers) and PostgreSQL (a pool
/// of connections). Safe to call from any worker thread; blocks it. Never call from an I/O thread.
class Database {
public:
    virtual ~Database() = default;

    /// Runs `body` on a consistent snapshot. DatabaseError becomes Fault::unavailable
    /// (`storage.unavailable`).
    template <class Body>
    auto read(Body&& body) -> std::invoke_result_t<Body, Connection&> {
        std::optional<std::invoke_result_t<Body, Connection&>> result;
        auto outcome = read_with([&](Connection& connection) { result.emplace(body(connection)); });
        if (!outcome) {
            return base::Failure(std::move(outcome).error());
        }
        return std::move(*result);
    }

    /// Runs `body` (returning a base::Result) in one transaction. A refusal or an exception rolls
    /// back; success is durable when this returns. `serialization` runs the body again, at most
    /// `write_attempts_max` times, so the body must have no effect outside the database. `unique`
    /// becomes Fault::conflict (`storage.already_exists`), `foreign_key` Fault::conflict
    /// (`storage.reference`); a connection lost in the middle of COMMIT becomes
    /// Fault::unavailable (`storage.outcome_unknown`): ask by id whether it happened. Never write
    /// inside a write.
    template <class Body>
    auto write(Body&& body) -> std::invoke_result_t<Body, Transaction&> {
        std::optional<std::invoke_result_t<Body, Transaction&>> result;
        auto outcome = write_with([&](Transaction& transaction) {
            result.emplace(body(transaction));
            return result->has_value();
        });
        if (!outcome) {
            return base::Failure(std::move(outcome).error());
        }
        return std::move(*result);
    }

    /// "sqlite" or "postgres", for logs and for the few statements that must differ.
    [[nodiscard]] virtual std::string_view dialect() const = 0;

    /// `hint` is called after each commit that appended to the outbox, from the committing thread;
    /// it must be quick and must not throw. When this returns, the hint before is not running.
    void on_outbox(std::function<void()> hint) {
        const std::lock_guard lock(outbox_hint_mutex_);
        outbox_hint_ = std::move(hint);
    }

    /// Wakes the other servers on the same database, at once and outside every transaction. A hint:
    /// failures are not told. An embedded database has no other servers.
    virtual void tell_peers() {}
    /// Waits at most so long until another server, or this one, tells. For one thread only.
    [[nodiscard]] virtual bool await_peers(std::chrono::milliseconds longest);

protected:
    void hint_outbox() {
        const std::lock_guard lock(outbox_hint_mutex_);
        if (outbox_hint_) {
            outbox_hint_();
        }
    }
    virtual base::Result<void> read_with(const std::function<void(Connection&)>& body) = 0;
    /// `body` returns false to roll back.
    virtual base::Result<void> write_with(const std::function<bool(Transaction&)>& body) = 0;

private:
    std::mutex outbox_hint_mutex_; ///< guards outbox_hint_
    std::function<void()> outbox_hint_;
};

/// What a caller of read and write sees of a DatabaseError; also writes it to the log, because the
/// caller's message names no SQL.
[[nodiscard]] base::Error to_error(const DatabaseError& error);

} // namespace storage
