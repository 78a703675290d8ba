#include "app/idempotency_store_sql.hpp"

namespace app {

namespace {

/// One statement decides who is first: it inserts, or takes over what has expired, and changes
/// nothing otherwise.
constexpr std::string_view claim_sql = R"(
insert into idempotency_key
  (subject, route, key, fingerprint, claimed_at, done, status, headers, body)
values ($1, $2, $3, $4, $5, 0, 0, '', null)
on conflict (subject, route, key) do update
  set fingerprint = excluded.fingerprint, claimed_at = excluded.claimed_at,
      done = 0, status = 0, headers = '', body = null
  where idempotency_key.claimed_at <= $6
     or (idempotency_key.done = 0 and idempotency_key.claimed_at <= $7))";

constexpr std::string_view find_sql = R"(
select fingerprint, done, status, headers, body from idempotency_key
where subject = $1 and route = $2 and key = $3)";

constexpr std::string_view finish_sql = R"(
update idempotency_key
set done = 1, claimed_at = $4, status = $5, headers = $6, body = $7
where subject = $1 and route = $2 and key = $3)";

constexpr std::string_view release_sql =
    "delete from idempotency_key where subject = $1 and route = $2 and key = $3 and done = 0";

constexpr std::string_view forget_sql = "delete from idempotency_key where claimed_at <= $1";

http::Claim read_claim(const storage::Row& row, const http::IdempotencyKey& key) {
    http::Claim claim;
    if (row.sha256("fingerprint") != key.fingerprint) {
        claim.state = http::ClaimState::other;
    } else if (!row.boolean("done")) {
        claim.state = http::ClaimState::running;
    } else {
        claim.state = http::ClaimState::done;
        claim.reply = {static_cast<int>(row.integer("status")), row.text("headers"),
                       row.blob("body").bytes};
    }
    return claim;
}

} // namespace

base::Result<http::Claim> IdempotencyStoreSql::claim(const http::IdempotencyKey& key,
                                                     base::Instant now) {
    return database_.write([&](storage::Transaction& transaction) -> base::Result<http::Claim> {
        const auto claimed = transaction.execute(
            claim_sql, {key.subject, key.route, key.key, key.fingerprint, now,
                        now - http::idempotency_time, now - http::idempotency_running_max});
        if (claimed == 1) {
            return http::Claim{};
        }
        const auto rows = transaction.query(find_sql, {key.subject, key.route, key.key});
        return rows.empty() ? http::Claim{.state = http::ClaimState::running, .reply = {}}
                            : read_claim(rows.front(), key);
    });
}

base::Result<void> IdempotencyStoreSql::finish(const http::IdempotencyKey& key,
                                               const http::KeptReply& reply, base::Instant now) {
    return database_.write([&](storage::Transaction& transaction) -> base::Result<void> {
        transaction.execute(finish_sql, {key.subject, key.route, key.key, now, reply.status,
                                         reply.headers, storage::Blob{reply.body}});
        return {};
    });
}

base::Result<void> IdempotencyStoreSql::release(const http::IdempotencyKey& key) {
    return database_.write([&](storage::Transaction& transaction) -> base::Result<void> {
        transaction.execute(release_sql, {key.subject, key.route, key.key});
        return {};
    });
}

base::Result<std::int64_t> IdempotencyStoreSql::forget_old(base::Instant now) {
    return database_.write([&](storage::Transaction& transaction) -> base::Result<std::int64_t> {
        return transaction.execute(forget_sql, {now - http::idempotency_time});
    });
}

} // namespace app
