#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>

namespace crypto {

/// Base64 for addresses, without padding (RFC 4648 section 5).
[[nodiscard]] std::string to_base64url(std::string_view bytes);
/// Refuses anything outside the alphabet and non-zero spare bits (`crypto.bad_base64url`).
[[nodiscard]] base::Result<std::string> from_base64url(std::string_view text);

} // namespace crypto
