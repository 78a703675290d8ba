#pragma once

#include "crypto/passkey.hpp"
#include "identity/environment.hpp"
#include "identity/open_session.hpp"
#include "identity/passkey_store_sql.hpp"

namespace identity {

// Passkeys prove two things at once: that the device is there, and that the device has verified its
// owner. So one of them stands for password and second factor, and keeps a password alone from
// sufficing.

/// What a browser is asked to have signed.
struct PasskeyRequest {
    std::string challenge; ///< base64url
    crypto::RelyingParty party;
    std::vector<std::string> known; ///< ids of credentials; to exclude for a new one
};

/// The first step of a new one; asks for the password again (`identity.wrong_password`,
/// `identity.too_many_passkeys`).
[[nodiscard]] base::Result<PasskeyRequest>
begin_passkey(const Environment& environment, const rights::Actor& actor, std::string_view password,
              const crypto::RelyingParty& party, const Client& client);

struct NewPasskey {
    std::string name;
    std::string client_data;        ///< base64url, as all bytes from a browser
    std::string attestation_object; ///< base64url
};
struct AddedPasskey {
    StoredPasskey passkey;
    std::vector<std::string> recovery_codes; ///< when the account had no second way in before
};
/// Refuses what is not good for this page (crypto/passkey.hpp), an old or foreign challenge
/// (`identity.passkey_too_late`), and one that somebody has already (`identity.passkey_known`).
[[nodiscard]] base::Result<AddedPasskey> add_passkey(const Environment& environment,
                                                     const rights::Actor& actor, SessionId session,
                                                     const NewPasskey& made,
                                                     const crypto::RelyingParty& party);
[[nodiscard]] base::Result<std::vector<StoredPasskey>> own_passkeys(const Environment& environment,
                                                                    const rights::Actor& actor);
/// Asks for the password again; `identity.no_such_passkey`.
[[nodiscard]] base::Result<void> remove_passkey(const Environment& environment,
                                                const rights::Actor& actor, PasskeyId id,
                                                std::string_view password, const Client& client);

/// Nobody is known yet: the browser offers the passkeys that it has for this page.
[[nodiscard]] base::Result<PasskeyRequest> ask_to_sign_in(const Environment& environment,
                                                          const crypto::RelyingParty& party);
/// Somebody who is signed in shows the second factor again.
[[nodiscard]] base::Result<PasskeyRequest> ask_second_factor(const Environment& environment,
                                                             const rights::Actor& actor,
                                                             const crypto::RelyingParty& party);

struct ShownPasskey {
    std::string credential_id;
    std::string client_data;
    std::string authenticator_data;
    std::string signature;
};
/// Opens a session whose second factor was shown just now. Refuses `identity.unknown_passkey`,
/// `identity.passkey_too_late`, `identity.passkey_copied` (its counter went back) and
/// `identity.account_disabled`.
[[nodiscard]] base::Result<SignedIn> sign_in_by_passkey(const Environment& environment,
                                                        const ShownPasskey& shown,
                                                        const crypto::RelyingParty& party,
                                                        const Client& client);
[[nodiscard]] base::Result<base::Instant> show_passkey(const Environment& environment,
                                                       const rights::Actor& actor,
                                                       SessionId session, const ShownPasskey& shown,
                                                       const crypto::RelyingParty& party);

} // namespace identity
