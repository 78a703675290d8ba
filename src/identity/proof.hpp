#pragma once

#include "identity/credential_store_sql.hpp"
#include "identity/environment.hpp"
#include "identity/user.hpp"

namespace identity {

// Steps that every proof of identity shares.

/// Counts an attempt for the name and for the address, before the proof is looked at. Refuses while
/// one of them is locked (`identity.locked_out`). Proofs call `forgive` when they were right.
[[nodiscard]] base::Result<void> begin_proof(const Environment& environment,
                                             std::string_view user_name, std::string_view peer);
/// Within the transaction that acts on a right proof: the name's failures are forgotten, of the
/// address only this attempt.
void forgive(storage::Transaction& transaction, std::string_view user_name, std::string_view peer);

/// The user's password again, for changes that a stolen session must not make
/// (`identity.wrong_password`).
[[nodiscard]] base::Result<void> prove_password(const Environment& environment, const User& user,
                                                std::string_view password, const Client& client);

/// Uses up a code of the authenticator application or a recovery code. Refuses what is wrong or was
/// used before (`identity.wrong_second_factor`).
[[nodiscard]] base::Result<void> use_second_factor(storage::Transaction& transaction,
                                                   const User& user, const Credentials& credentials,
                                                   std::string_view code, base::Instant now);

/// New recovery codes in place of those before, to be shown once; each is good once.
[[nodiscard]] std::vector<std::string> fresh_recovery_codes(storage::Transaction& transaction,
                                                            const Environment& environment,
                                                            UserId user);

/// The acting user with what is stored; `identity.not_signed_in` when they are gone or disabled.
[[nodiscard]] base::Result<User> acting_user(const Environment& environment,
                                             const rights::Actor& actor);

/// SHA-256 of a code as a person typed it; what is no code becomes the hash of nothing that exists.
[[nodiscard]] base::Sha256 typed_code_hash(std::string_view typed);

} // namespace identity
