#pragma once

#include "crypto/password.hpp"

#include <semaphore>
#include <string>

namespace identity {

/// Argon2id with a bound on how many run at once: each takes tens of megabytes, and a flood of
/// sign-ins must not take them all. Those who wait too long get `identity.busy`. Safe to call from
/// any worker thread.
class PasswordHasher {
public:
    static constexpr std::ptrdiff_t at_once_max = 16;
    explicit PasswordHasher(crypto::PasswordCost cost = {}, std::ptrdiff_t at_once = 2);

    [[nodiscard]] base::Result<std::string> hash(std::string_view password);
    /// Takes as long for an empty `hash` (no such user, no password yet) as for a wrong password.
    [[nodiscard]] base::Result<bool> verify(std::string_view hash, std::string_view password);
    [[nodiscard]] bool needs_rehash(std::string_view hash) const;

private:
    [[nodiscard]] base::Result<void> wait_for_turn();

    const crypto::PasswordCost cost_;
    std::counting_semaphore<at_once_max> turns_;
    std::string nobody_; ///< the hash that an unknown user is compared with
};

} // namespace identity
