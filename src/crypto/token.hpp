#pragma once

#include "base/random.hpp"
#include "base/result.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace crypto {

/// A secret of 256 random bits as 43 characters of base64url without padding (RFC 4648 section 5):
/// fit for a header, an address or a password field.
[[nodiscard]] std::string random_token(base::Random& random);

/// A code for a person to type: Crockford's base32 (no I, L, O, U), 5 bits per character. Ten
/// characters are 50 bits.
[[nodiscard]] std::string random_code(base::Random& random, std::size_t characters = 10);

/// What a person typed as the code that was meant: upper case, hyphens and spaces dropped, I and L
/// read as 1, O as 0. Any other character is `crypto.bad_code`.
[[nodiscard]] base::Result<std::string> normalize_code(std::string_view typed);

/// The code in groups of five for reading aloud and for labels: `7K3MW-Q9X2D`.
[[nodiscard]] std::string group_code(std::string_view code);

} // namespace crypto
