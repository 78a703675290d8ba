#pragma once

#include "identity/open_session.hpp"

namespace identity {

struct SignIn {
    std::string user_name;
    std::string password;
    std::string code; ///< of the authenticator application, or a recovery code; may be empty
};

/// Opens a session. Refuses with `identity.wrong_credentials` (the same for an unknown name and a
/// wrong password, after the same time), `identity.locked_out`, `identity.second_factor_needed`
/// (ask for the code and send all three again), `identity.passkey_needed` (sign_in_by_passkey, or a
/// recovery code), `identity.wrong_second_factor`, `identity.account_disabled`.
[[nodiscard]] base::Result<SignedIn> sign_in(const Environment& environment, const SignIn& request,
                                             const Client& client);

} // namespace identity
