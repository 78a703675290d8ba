#pragma once

#include "base/hash.hpp"
#include "identity/lockout.hpp"
#include "identity/user_id.hpp"
#include "storage/database.hpp"

namespace identity {

// What proves who somebody is, in SQL. Each function works inside the caller's transaction. Secrets
// that are shown once are stored as SHA-256 only: they have 50 bits or more, so no slow hash.

struct Credentials {
    std::string password_hash;
    std::string totp_secret;
    bool totp_confirmed = false;
    std::int64_t totp_last_step = 0;
};

[[nodiscard]] Credentials load_credentials(storage::Connection& connection, UserId user);
void save_password(storage::Transaction& transaction, UserId user, std::string_view hash,
                   base::Instant now);
/// An empty secret removes the second factor.
void save_totp(storage::Transaction& transaction, UserId user, std::string_view secret,
               bool confirmed);
/// False when this step or a later one was used already, also by another server meanwhile.
[[nodiscard]] bool use_totp_step(storage::Transaction& transaction, UserId user, std::int64_t step);
void replace_recovery_codes(storage::Transaction& transaction, UserId user,
                            const std::vector<base::Sha256>& hashes);
[[nodiscard]] bool use_recovery_code(storage::Transaction& transaction, UserId user,
                                     const base::Sha256& hash);
[[nodiscard]] std::int64_t count_recovery_codes(storage::Connection& connection, UserId user);

enum class CodePurpose : std::uint8_t { set_up, set_password };
/// Replaces the code before of the same purpose and subject.
void put_one_time_code(storage::Transaction& transaction, CodePurpose purpose,
                       std::string_view subject, const base::Sha256& hash,
                       base::Instant expires_at);
/// True once, before it expires.
[[nodiscard]] bool use_one_time_code(storage::Transaction& transaction, CodePurpose purpose,
                                     std::string_view subject, const base::Sha256& hash,
                                     base::Instant now);

[[nodiscard]] Attempts load_attempts(storage::Connection& connection, std::string_view subject);
void save_attempts(storage::Transaction& transaction, std::string_view subject,
                   const Attempts& attempts);

} // namespace identity
