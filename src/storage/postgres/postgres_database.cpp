#include "storage/postgres/postgres_database.hpp"

#include "base/scope_exit.hpp"

namespace storage {

namespace {

/// After so many losses a transaction runs alone.
constexpr int attempts_together = 2;

} // namespace

PostgresDatabase::PostgresDatabase(PostgresOptions options) : options_(std::move(options)) {
    give_back(take());
}

PostgresDatabase::Pooled PostgresDatabase::take() {
    std::unique_lock lock(mutex_);
    const auto ready = [this] { return !idle_.empty() || made_ < options_.connections_max; };
    if (!free_.wait_for(lock, options_.wait_max, ready)) {
        throw DatabaseError(DatabaseFault::unavailable, "no free connection");
    }
    if (!idle_.empty()) {
        Pooled connection = std::move(idle_.back());
        idle_.pop_back();
        return connection;
    }
    ++made_;
    lock.unlock();
    try {
        return std::make_unique<PostgresConnection>(options_.url);
    } catch (...) {
        give_back(nullptr);
        throw;
    }
}

void PostgresDatabase::give_back(Pooled connection) noexcept {
    if (connection) {
        connection->roll_back();
        static_cast<void>(connection->take_outbox_mark());
    }
    {
        const std::lock_guard lock(mutex_);
        if (connection && connection->is_usable()) {
            idle_.push_back(std::move(connection));
        } else {
            --made_;
        }
    }
    free_.notify_one();
}

PostgresDatabase::Pooled PostgresDatabase::take_and_begin(std::string_view begin) {
    // After a restart of the server every pooled connection is dead, each found so by its first
    // use.
    for (std::size_t tries = 0;; ++tries) {
        Pooled connection = take();
        try {
            connection->run_script(begin);
            return connection;
        } catch (const DatabaseError&) {
            const bool dead = !connection->is_usable();
            give_back(std::move(connection));
            if (!dead || tries >= options_.connections_max) {
                throw;
            }
        }
    }
}

base::Result<void> PostgresDatabase::read_with(const std::function<void(Connection&)>& body) {
    try {
        Pooled connection = take_and_begin("begin isolation level repeatable read read only");
        PostgresConnection& reader = *connection;
        const base::ScopeExit finish([&] { give_back(std::move(connection)); });
        body(reader);
    } catch (const DatabaseError& error) {
        return base::fail(to_error(error));
    }
    return {};
}

void PostgresDatabase::tell_peers() {
    try {
        Pooled connection = take();
        PostgresConnection& teller = *connection;
        const base::ScopeExit finish([&] { give_back(std::move(connection)); });
        teller.run_script("notify nguon_outbox");
    } catch (const DatabaseError&) {
        return; // the others poll as well
    }
}

bool PostgresDatabase::await_peers(std::chrono::milliseconds longest) {
    try {
        if (!listener_) {
            listener_ = std::make_unique<PostgresConnection>(options_.url);
            listener_->run_script("listen nguon_outbox");
            return true; // what was told while nobody listened
        }
        return listener_->wait_for_notification(longest);
    } catch (const DatabaseError&) {
        listener_.reset();
        return Database::await_peers(longest);
    }
}

void PostgresDatabase::attempt(const std::function<bool(Transaction&)>& body) {
    bool hint = false;
    {
        Pooled connection = take_and_begin("begin isolation level repeatable read");
        PostgresConnection& writer = *connection;
        const base::ScopeExit finish([&] { give_back(std::move(connection)); });
        if (body(writer)) {
            writer.commit();
            hint = writer.take_outbox_mark();
        }
    }
    if (hint) {
        hint_outbox();
    }
}

base::Result<void> PostgresDatabase::write_with(const std::function<bool(Transaction&)>& body) {
    for (int attempts = 1;; ++attempts) {
        const auto pass =
            attempts <= attempts_together ? RetryGate::Pass::together : RetryGate::Pass::alone;
        const RetryGate::Entered entered(gate_, pass);
        try {
            attempt(body);
            return {};
        } catch (const DatabaseError& error) {
            if (error.fault() != DatabaseFault::serialization || attempts >= write_attempts_max) {
                return base::fail(to_error(error));
            }
        }
    }
}

} // namespace storage
