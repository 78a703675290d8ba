#include "identity/passkey_store_sql.hpp"

namespace identity {

namespace {

using storage::Connection;
using storage::Row;
using storage::Transaction;

constexpr std::string_view sql_insert = R"sql(
insert into passkey (id, account, name, rp_id, credential_id, cose_key, sign_count, backed_up,
                     created_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9))sql";
constexpr std::string_view columns = R"sql(
select id, account, name, rp_id, credential_id, cose_key, sign_count, backed_up, created_at,
       last_used_at
  from passkey where )sql";
constexpr std::string_view sql_use = R"sql(
update passkey set sign_count = $2, backed_up = $3, last_used_at = $4
 where id = $1 and (sign_count < $2 or (sign_count = 0 and $2 = 0)))sql";
constexpr std::string_view sql_use_challenge = R"sql(
delete from passkey_challenge
 where challenge_hash = $1 and purpose = $2 and account = $3 and expires_at > $4)sql";

StoredPasskey to_passkey(const Row& row) {
    return {.id = row.id<PasskeyId>("id"),
            .user = row.id<UserId>("account"),
            .name = row.text("name"),
            .rp_id = row.text("rp_id"),
            .credential_id = row.text("credential_id"),
            .cose_key = row.text("cose_key"),
            .sign_count = row.integer("sign_count"),
            .backed_up = row.boolean("backed_up"),
            .created_at = row.instant("created_at"),
            .last_used_at = row.optional_instant("last_used_at")};
}

std::string_view text_of(ChallengePurpose purpose) {
    switch (purpose) {
    case ChallengePurpose::add:
        return "add";
    case ChallengePurpose::sign_in:
        return "sign_in";
    case ChallengePurpose::second_factor:
        return "second_factor";
    }
    return "";
}

std::string subject_text(UserId user) {
    return user.is_nil() ? std::string() : base::to_text(user);
}

} // namespace

void insert_passkey(Transaction& transaction, const StoredPasskey& passkey) {
    transaction.execute(sql_insert, {passkey.id, passkey.user, passkey.name, passkey.rp_id,
                                     passkey.credential_id, passkey.cose_key, passkey.sign_count,
                                     passkey.backed_up, passkey.created_at});
}

std::optional<StoredPasskey> find_passkey(Connection& connection, std::string_view credential_id) {
    const storage::Rows rows =
        connection.query(std::string(columns) + "credential_id = $1", {credential_id});
    return rows.empty() ? std::nullopt : std::optional(to_passkey(rows.front()));
}

std::vector<StoredPasskey> list_passkeys(Connection& connection, UserId user) {
    std::vector<StoredPasskey> found;
    for (const Row& row : connection.query(
             std::string(columns) + "account = $1 order by created_at, id limit 50", {user})) {
        found.push_back(to_passkey(row));
    }
    return found;
}

bool use_passkey(Transaction& transaction, const StoredPasskey& passkey, std::int64_t sign_count,
                 bool backed_up, base::Instant now) {
    return transaction.execute(sql_use, {passkey.id, sign_count, backed_up, now}) == 1;
}

bool delete_passkey(Transaction& transaction, UserId user, PasskeyId id) {
    return transaction.execute("delete from passkey where id = $1 and account = $2", {id, user}) ==
           1;
}

void delete_passkeys(Transaction& transaction, UserId user) {
    transaction.execute("delete from passkey where account = $1", {user});
}

void put_challenge(Transaction& transaction, const base::Sha256& hash, ChallengePurpose purpose,
                   UserId user, base::Instant expires_at) {
    transaction.execute("insert into passkey_challenge (challenge_hash, purpose, account, "
                        "expires_at) values ($1, $2, $3, $4)",
                        {hash, text_of(purpose), subject_text(user), expires_at});
}

bool use_challenge(Transaction& transaction, const base::Sha256& hash, ChallengePurpose purpose,
                   UserId user, base::Instant now) {
    return transaction.execute(sql_use_challenge,
                               {hash, text_of(purpose), subject_text(user), now}) == 1;
}

} // namespace identity
