#include "app/idempotency_store_sql.hpp"

#include "http/idempotency_contract.hpp"
#include "testing/temporary_database.hpp"

namespace http {

namespace {

/// A store that owns the database it speaks to.
class OwnedStore final : public IdempotencyStore {
public:
    explicit OwnedStore(testing_support::Engine engine)
        : database_(engine), store_(database_.database()) {}
    base::Result<Claim> claim(const IdempotencyKey& key, base::Instant now) override {
        return store_.claim(key, now);
    }
    base::Result<void> finish(const IdempotencyKey& key, const KeptReply& reply,
                              base::Instant now) override {
        return store_.finish(key, reply, now);
    }
    base::Result<void> release(const IdempotencyKey& key) override { return store_.release(key); }
    base::Result<std::int64_t> forget_old(base::Instant now) override {
        return store_.forget_old(now);
    }

private:
    testing_support::TemporaryDatabase database_;
    app::IdempotencyStoreSql store_;
};

IdempotencyStoreMaker maker(testing_support::Engine engine) {
    return [engine] { return std::make_unique<OwnedStore>(engine); };
}

INSTANTIATE_TEST_SUITE_P(Sqlite, IdempotencyStoreContract,
                         testing::Values(maker(testing_support::Engine::sqlite)));
INSTANTIATE_TEST_SUITE_P(Postgres, IdempotencyStoreContract,
                         testing::Values(maker(testing_support::Engine::postgres)));

} // namespace

} // namespace http
