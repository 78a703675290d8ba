#pragma once

#include "identity/session.hpp"
#include "storage/database.hpp"

namespace identity {

// Sessions and tokens in SQL. Each function works inside the caller's transaction.

void insert_session(storage::Transaction& transaction, const Session& session);
[[nodiscard]] std::optional<Session> find_session(storage::Connection& connection,
                                                  const base::Sha256& token_hash);
/// Newest first; also those that have expired but were not swept yet.
[[nodiscard]] std::vector<Session> list_sessions(storage::Connection& connection, UserId user);
void touch_session(storage::Transaction& transaction, SessionId id, base::Instant now);
void mark_second_factor(storage::Transaction& transaction, SessionId id, base::Instant now);
/// False when the user has no such session.
[[nodiscard]] bool delete_session(storage::Transaction& transaction, UserId user, SessionId id);
/// Ends all of the user's, except one if given.
void delete_sessions(storage::Transaction& transaction, UserId user,
                     std::optional<SessionId> except);
/// Sweeps what has expired: sessions, tokens, one-time codes, challenges, forgotten failures.
std::int64_t sweep_expired(storage::Transaction& transaction, base::Instant now);

void insert_token(storage::Transaction& transaction, const ApiToken& token);
[[nodiscard]] std::optional<ApiToken> find_token(storage::Connection& connection,
                                                 const base::Sha256& token_hash);
[[nodiscard]] std::vector<ApiToken> list_tokens(storage::Connection& connection, UserId user);
void touch_token(storage::Transaction& transaction, TokenId id, base::Instant now);
[[nodiscard]] bool delete_token(storage::Transaction& transaction, UserId user, TokenId id);
void delete_tokens(storage::Transaction& transaction, UserId user);

} // namespace identity
