#include "identity/session_store_sql.hpp"

#include "identity/grants_sql.hpp"
#include "identity/lockout.hpp"

namespace identity {

namespace {

using storage::Connection;
using storage::Row;
using storage::Transaction;

constexpr std::string_view sql_insert_session = R"sql(
insert into session (id, account, token_hash, created_at, last_seen_at, expires_at, peer,
                     user_agent, second_factor_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9))sql";
constexpr std::string_view session_columns = R"sql(
select id, account, token_hash, created_at, last_seen_at, expires_at, peer, user_agent,
       second_factor_at
  from session where )sql";
constexpr std::string_view sql_insert_token = R"sql(
insert into api_token (id, account, name, token_hash, created_at, expires_at)
values ($1, $2, $3, $4, $5, $6))sql";
constexpr std::string_view token_columns = R"sql(
select id, account, name, token_hash, created_at, expires_at, last_used_at
  from api_token where )sql";

Session to_session(const Row& row) {
    return {.id = row.id<SessionId>("id"),
            .user = row.id<UserId>("account"),
            .token_hash = row.sha256("token_hash"),
            .created_at = row.instant("created_at"),
            .last_seen_at = row.instant("last_seen_at"),
            .expires_at = row.instant("expires_at"),
            .peer = row.text("peer"),
            .user_agent = row.text("user_agent"),
            .second_factor_at = row.optional_instant("second_factor_at")};
}

ApiToken to_token(Connection& connection, const Row& row) {
    ApiToken token{.id = row.id<TokenId>("id"),
                   .user = row.id<UserId>("account"),
                   .name = row.text("name"),
                   .token_hash = row.sha256("token_hash"),
                   .created_at = row.instant("created_at"),
                   .expires_at = row.instant("expires_at"),
                   .last_used_at = row.optional_instant("last_used_at"),
                   .grants = {}};
    for (const Row& grant : connection.query(
             "select role, area from api_token_grant where token = $1 order by area, role",
             {token.id})) {
        token.grants.push_back(grant_of(grant));
    }
    return token;
}

} // namespace

void insert_session(Transaction& transaction, const Session& session) {
    transaction.execute(sql_insert_session,
                        {session.id, session.user, session.token_hash, session.created_at,
                         session.last_seen_at, session.expires_at, session.peer, session.user_agent,
                         session.second_factor_at});
}

std::optional<Session> find_session(Connection& connection, const base::Sha256& token_hash) {
    const storage::Rows rows =
        connection.query(std::string(session_columns) + "token_hash = $1", {token_hash});
    return rows.empty() ? std::nullopt : std::optional(to_session(rows.front()));
}

std::vector<Session> list_sessions(Connection& connection, UserId user) {
    std::vector<Session> found;
    for (const Row& row :
         connection.query(std::string(session_columns) +
                              "account = $1 order by created_at desc, id desc limit 200",
                          {user})) {
        found.push_back(to_session(row));
    }
    return found;
}

void touch_session(Transaction& transaction, SessionId id, base::Instant now) {
    transaction.execute("update session set last_seen_at = $2 where id = $1 and last_seen_at < $2",
                        {id, now});
}

void mark_second_factor(Transaction& transaction, SessionId id, base::Instant now) {
    transaction.execute("update session set second_factor_at = $2 where id = $1", {id, now});
}

bool delete_session(Transaction& transaction, UserId user, SessionId id) {
    return transaction.execute("delete from session where id = $1 and account = $2", {id, user}) ==
           1;
}

void delete_sessions(Transaction& transaction, UserId user, std::optional<SessionId> except) {
    if (except) {
        transaction.execute("delete from session where account = $1 and id <> $2", {user, *except});
    } else {
        transaction.execute("delete from session where account = $1", {user});
    }
}

std::int64_t sweep_expired(Transaction& transaction, base::Instant now) {
    return transaction.execute("delete from session where expires_at <= $1 or last_seen_at <= $2",
                               {now, now - session_idle_max}) +
           transaction.execute("delete from api_token where expires_at <= $1", {now}) +
           transaction.execute("delete from one_time_code where expires_at <= $1", {now}) +
           transaction.execute("delete from passkey_challenge where expires_at <= $1", {now}) +
           transaction.execute("delete from sign_in_attempt where last_at <= $1",
                               {now - user_lockout.forgotten_after});
}

void insert_token(Transaction& transaction, const ApiToken& token) {
    transaction.execute(sql_insert_token, {token.id, token.user, token.name, token.token_hash,
                                           token.created_at, token.expires_at});
    for (const rights::Grant& grant : token.grants) {
        transaction.execute("insert into api_token_grant (token, role, area) values ($1, $2, $3) "
                            "on conflict (token, role, area) do nothing",
                            {token.id, role_text(grant.role), area::to_text(grant.area)});
    }
}

std::optional<ApiToken> find_token(Connection& connection, const base::Sha256& token_hash) {
    const storage::Rows rows =
        connection.query(std::string(token_columns) + "token_hash = $1", {token_hash});
    return rows.empty() ? std::nullopt : std::optional(to_token(connection, rows.front()));
}

std::vector<ApiToken> list_tokens(Connection& connection, UserId user) {
    std::vector<ApiToken> found;
    for (const Row& row :
         connection.query(std::string(token_columns) +
                              "account = $1 order by created_at desc, id desc limit 200",
                          {user})) {
        found.push_back(to_token(connection, row));
    }
    return found;
}

void touch_token(Transaction& transaction, TokenId id, base::Instant now) {
    transaction.execute("update api_token set last_used_at = $2 where id = $1", {id, now});
}

bool delete_token(Transaction& transaction, UserId user, TokenId id) {
    return transaction.execute("delete from api_token where id = $1 and account = $2",
                               {id, user}) == 1;
}

void delete_tokens(Transaction& transaction, UserId user) {
    transaction.execute("delete from api_token where account = $1", {user});
}

} // namespace identity
