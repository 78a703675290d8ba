#pragma once

#include "identity/environment.hpp"
#include "identity/session.hpp"
#include "identity/user.hpp"

namespace identity {

/// A fresh sign-in; the token is for the browser and is kept nowhere else.
struct SignedIn {
    User user;
    Session session;
    std::string token;
};

[[nodiscard]] SignedIn open_session(storage::Transaction& transaction,
                                    const Environment& environment, const User& user,
                                    const Client& client,
                                    std::optional<base::Instant> second_factor_at);
[[nodiscard]] base::Sha256 token_hash(std::string_view token);
[[nodiscard]] rights::Actor actor_of(const User& user);

} // namespace identity
