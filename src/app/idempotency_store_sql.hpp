#pragma once

#include "http/idempotency.hpp"
#include "storage/database.hpp"

namespace app {

/// Idempotency keys in the database. It stands here because http/ knows no storage and storage/ no
/// http.
class IdempotencyStoreSql final : public http::IdempotencyStore {
public:
    /// The database must outlive the store.
    explicit IdempotencyStoreSql(storage::Database& database) : database_(database) {}

    base::Result<http::Claim> claim(const http::IdempotencyKey& key, base::Instant now) override;
    base::Result<void> finish(const http::IdempotencyKey& key, const http::KeptReply& reply,
                              base::Instant now) override;
    base::Result<void> release(const http::IdempotencyKey& key) override;
    base::Result<std::int64_t> forget_old(base::Instant now) override;

private:
    storage::Database& database_;
};

} // namespace app
