#pragma once

#include "base/instant.hpp"
#include "base/random.hpp"
#include "base/result.hpp"

#include <optional>
#include <string>
#include <vector>

namespace identity {

/// Time-based one-time passwords (RFC 6238) by liboath: SHA-1, 6 digits, 30 seconds, which is what
/// every authenticator application speaks. One step before and after is accepted for clocks that
/// differ.

/// A new secret: 160 random bits in base32 without padding.
[[nodiscard]] std::string make_totp_secret(base::Random& random);
/// What the application scans: `otpauth://totp/…`.
[[nodiscard]] std::string totp_address(std::string_view secret, std::string_view issuer,
                                       std::string_view user_name);
/// The step of time that the code belongs to, when it is right and newer than `last_step`: a code
/// is good once.
[[nodiscard]] std::optional<std::int64_t> match_totp(std::string_view secret, std::string_view code,
                                                     base::Instant now, std::int64_t last_step);
/// The code at an instant; for tests and for the demonstration.
[[nodiscard]] std::string totp_code(std::string_view secret, base::Instant at);

} // namespace identity
