#include "identity/credential_store_sql.hpp"

namespace identity {

namespace {

using storage::Connection;
using storage::Row;
using storage::Transaction;

constexpr std::string_view sql_load = R"sql(
select password_hash, totp_secret, totp_confirmed, totp_last_step from account where id = $1)sql";
constexpr std::string_view sql_save_password =
    "update account set password_hash = $2, password_changed_at = $3 where id = $1";
constexpr std::string_view sql_save_totp =
    "update account set totp_secret = $2, totp_confirmed = $3, totp_last_step = 0 where id = $1";
constexpr std::string_view sql_use_step =
    "update account set totp_last_step = $2 where id = $1 and totp_last_step < $2";
constexpr std::string_view sql_put_code = R"sql(
insert into one_time_code (purpose, subject, code_hash, expires_at) values ($1, $2, $3, $4)
on conflict (purpose, subject) do update set
  code_hash = excluded.code_hash, expires_at = excluded.expires_at)sql";
constexpr std::string_view sql_use_code = R"sql(
delete from one_time_code
 where purpose = $1 and subject = $2 and code_hash = $3 and expires_at > $4)sql";
constexpr std::string_view sql_save_attempts = R"sql(
insert into sign_in_attempt (subject, failures, last_at, locked_until) values ($1, $2, $3, $4)
on conflict (subject) do update set failures = excluded.failures, last_at = excluded.last_at,
  locked_until = excluded.locked_until)sql";

std::string_view text_of(CodePurpose purpose) {
    return purpose == CodePurpose::set_up ? "set_up" : "set_password";
}

} // namespace

Credentials load_credentials(Connection& connection, UserId user) {
    const storage::Rows rows = connection.query(sql_load, {user});
    if (rows.empty()) {
        return {};
    }
    const Row& row = rows.front();
    return {.password_hash = row.text("password_hash"),
            .totp_secret = row.text("totp_secret"),
            .totp_confirmed = row.boolean("totp_confirmed"),
            .totp_last_step = row.integer("totp_last_step")};
}

void save_password(Transaction& transaction, UserId user, std::string_view hash,
                   base::Instant now) {
    transaction.execute(sql_save_password, {user, hash, now});
}

void save_totp(Transaction& transaction, UserId user, std::string_view secret, bool confirmed) {
    transaction.execute(sql_save_totp, {user, secret, confirmed});
}

bool use_totp_step(Transaction& transaction, UserId user, std::int64_t step) {
    return transaction.execute(sql_use_step, {user, step}) == 1;
}

void replace_recovery_codes(Transaction& transaction, UserId user,
                            const std::vector<base::Sha256>& hashes) {
    transaction.execute("delete from recovery_code where account = $1", {user});
    for (const base::Sha256& hash : hashes) {
        transaction.execute("insert into recovery_code (account, code_hash) values ($1, $2)",
                            {user, hash});
    }
}

bool use_recovery_code(Transaction& transaction, UserId user, const base::Sha256& hash) {
    return transaction.execute("delete from recovery_code where account = $1 and code_hash = $2",
                               {user, hash}) == 1;
}

std::int64_t count_recovery_codes(Connection& connection, UserId user) {
    return connection.query("select count(*) as n from recovery_code where account = $1", {user})
        .front()
        .integer("n");
}

void put_one_time_code(Transaction& transaction, CodePurpose purpose, std::string_view subject,
                       const base::Sha256& hash, base::Instant expires_at) {
    transaction.execute(sql_put_code, {text_of(purpose), subject, hash, expires_at});
}

bool use_one_time_code(Transaction& transaction, CodePurpose purpose, std::string_view subject,
                       const base::Sha256& hash, base::Instant now) {
    return transaction.execute(sql_use_code, {text_of(purpose), subject, hash, now}) == 1;
}

Attempts load_attempts(Connection& connection, std::string_view subject) {
    const storage::Rows rows = connection.query(
        "select failures, last_at, locked_until from sign_in_attempt where subject = $1",
        {subject});
    if (rows.empty()) {
        return {};
    }
    return {.failures = rows.front().integer("failures"),
            .last_at = rows.front().instant("last_at"),
            .locked_until = rows.front().instant("locked_until")};
}

void save_attempts(Transaction& transaction, std::string_view subject, const Attempts& attempts) {
    transaction.execute(sql_save_attempts,
                        {subject, attempts.failures, attempts.last_at, attempts.locked_until});
}

} // namespace identity
