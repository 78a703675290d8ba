#pragma once

#include "identity/environment.hpp"
#include "identity/session.hpp"

namespace identity {

// What signed-in people do with their own access.

[[nodiscard]] base::Result<std::vector<Session>> own_sessions(const Environment& environment,
                                                              const rights::Actor& actor);
/// Signs out here or elsewhere (`identity.no_such_session`).
[[nodiscard]] base::Result<void> end_session(const Environment& environment,
                                             const rights::Actor& actor, SessionId session);

/// Sets another password and ends all other sessions and tokens of the user. Refuses
/// `identity.wrong_password` and `identity.weak_password`.
struct PasswordChange {
    std::string old_password;
    std::string new_password;
};
[[nodiscard]] base::Result<void> change_password(const Environment& environment,
                                                 const rights::Actor& actor, SessionId session,
                                                 const PasswordChange& change,
                                                 const Client& client);

/// With the one-time code that an administrator gave: sets the password, ends all sessions and
/// tokens. Refuses `identity.wrong_reset_code`.
struct PasswordReset {
    std::string user_name;
    std::string code;
    std::string new_password;
};
[[nodiscard]] base::Result<void> reset_password(const Environment& environment,
                                                const PasswordReset& reset, const Client& client);

struct NewToken {
    std::string name;
    std::vector<rights::Grant> grants; ///< each within a grant of the user
    int days = 90;                     ///< 1 to 366
};
/// The token itself is returned once: `nguon_` and 43 characters.
struct IssuedToken {
    ApiToken token;
    std::string secret;
};
inline constexpr std::string_view token_prefix = "nguon_";
/// Refuses more than the user may (`identity.beyond_own_grants`), more than 50 tokens
/// (`identity.too_many_tokens`).
[[nodiscard]] base::Result<IssuedToken>
issue_token(const Environment& environment, const rights::Actor& actor, const NewToken& request);
[[nodiscard]] base::Result<std::vector<ApiToken>> own_tokens(const Environment& environment,
                                                             const rights::Actor& actor);
[[nodiscard]] base::Result<void> revoke_token(const Environment& environment,
                                              const rights::Actor& actor, TokenId token);

} // namespace identity
