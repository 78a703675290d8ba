#pragma once

#include "identity/environment.hpp"
#include "identity/session.hpp"

namespace identity {

/// What the authenticator application is told once.
struct TotpEnrolment {
    std::string secret;
    std::string address; ///< `otpauth://…`, to be shown as a QR code
};

/// Begins: a new secret, not yet in force. Asks for the password again. Refuses when a second
/// factor is in force already (`identity.second_factor_exists`).
[[nodiscard]] base::Result<TotpEnrolment> enrol_totp(const Environment& environment,
                                                     const rights::Actor& actor,
                                                     std::string_view password,
                                                     const Client& client);

/// Puts it in force, proved by a code. Returns recovery codes, shown once, each good once.
[[nodiscard]] base::Result<std::vector<std::string>>
confirm_totp(const Environment& environment, const rights::Actor& actor, SessionId session,
             std::string_view code, const Client& client);

/// Removes it. Asks for the password and a code.
[[nodiscard]] base::Result<void> disable_totp(const Environment& environment,
                                              const rights::Actor& actor, std::string_view password,
                                              std::string_view code, const Client& client);

/// Shows the second factor again within a session, before something that asks for a fresh one (an
/// emergency). Returns when it was shown.
[[nodiscard]] base::Result<base::Instant>
show_second_factor(const Environment& environment, const rights::Actor& actor, SessionId session,
                   std::string_view code, const Client& client);

} // namespace identity
