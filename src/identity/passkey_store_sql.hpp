#pragma once

#include "base/hash.hpp"
#include "identity/user_id.hpp"
#include "storage/database.hpp"

namespace identity {

// Passkeys and challenges in SQL. Each function works inside the caller's transaction.

using PasskeyId = base::Id<struct PasskeyTag>;

/// A key whose private half never leaves its owner's device.
struct StoredPasskey {
    PasskeyId id;
    UserId user;
    std::string name;
    std::string rp_id;
    std::string credential_id; ///< base64url
    std::string cose_key;      ///< base64url
    std::int64_t sign_count = 0;
    bool backed_up = false;
    base::Instant created_at;
    std::optional<base::Instant> last_used_at;
};

void insert_passkey(storage::Transaction& transaction, const StoredPasskey& passkey);
[[nodiscard]] std::optional<StoredPasskey> find_passkey(storage::Connection& connection,
                                                        std::string_view credential_id);
/// Oldest first.
[[nodiscard]] std::vector<StoredPasskey> list_passkeys(storage::Connection& connection,
                                                       UserId user);
/// False when another server has meanwhile seen this count or a higher one; 0 to 0 is always true.
[[nodiscard]] bool use_passkey(storage::Transaction& transaction, const StoredPasskey& passkey,
                               std::int64_t sign_count, bool backed_up, base::Instant now);
/// False when the user has no such passkey.
[[nodiscard]] bool delete_passkey(storage::Transaction& transaction, UserId user, PasskeyId id);
void delete_passkeys(storage::Transaction& transaction, UserId user);

enum class ChallengePurpose : std::uint8_t { add, sign_in, second_factor };
/// `user` is nil where nobody is known yet.
void put_challenge(storage::Transaction& transaction, const base::Sha256& hash,
                   ChallengePurpose purpose, UserId user, base::Instant expires_at);
/// True once, before it expires, for this purpose and user.
[[nodiscard]] bool use_challenge(storage::Transaction& transaction, const base::Sha256& hash,
                                 ChallengePurpose purpose, UserId user, base::Instant now);

} // namespace identity
