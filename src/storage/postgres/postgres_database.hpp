#pragma once

#include "storage/postgres/postgres_connection.hpp"
#include "storage/postgres/retry_gate.hpp"

#include <condition_variable>
#include <mutex>
#include <vector>

namespace storage {

struct PostgresOptions {
    std::string url;
    std::size_t connections_max = 8;
    /// How long a worker waits for a free connection before it answers `storage.unavailable`.
    std::chrono::milliseconds wait_max{10'000};
};

/// PostgreSQL 15 through a pool of connections, opened when needed. Writes run in `repeatable read`
/// (README.md says why), reads in `repeatable read read only`.
class PostgresDatabase final : public Database {
public:
    /// Opens one connection, to tell a wrong address at once. Throws DatabaseError(unavailable).
    explicit PostgresDatabase(PostgresOptions options);

    [[nodiscard]] std::string_view dialect() const override { return "postgres"; }
    void tell_peers() override;
    [[nodiscard]] bool await_peers(std::chrono::milliseconds longest) override;

protected:
    base::Result<void> read_with(const std::function<void(Connection&)>& body) override;
    base::Result<void> write_with(const std::function<bool(Transaction&)>& body) override;

private:
    using Pooled = std::unique_ptr<PostgresConnection>;

    Pooled take();
    void give_back(Pooled connection) noexcept;
    /// A connection on which `begin` has just succeeded; tries once more when a pooled one had
    /// died.
    Pooled take_and_begin(std::string_view begin);
    void attempt(const std::function<bool(Transaction&)>& body);

    const PostgresOptions options_;
    std::mutex mutex_; ///< guards idle_ and made_
    std::condition_variable free_;
    std::vector<Pooled> idle_;
    std::size_t made_ = 0;
    RetryGate gate_;
    Pooled listener_; ///< of the one thread in await_peers, outside the pool
};

} // namespace storage
