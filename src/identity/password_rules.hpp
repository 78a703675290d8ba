#pragma once

#include "base/result.hpp"

#include <string_view>

namespace identity {

inline constexpr std::size_t password_characters_min = 10;
inline constexpr std::size_t password_characters_max = 128;

/// At least 10 characters, at most 128, not the user name or a common password, not one character
/// over and over (`identity.weak_password`). No rule about kinds of characters and no expiry, as
/// NIST SP 800-63B advises.
[[nodiscard]] base::Result<void> check_password(std::string_view password,
                                                std::string_view user_name);

} // namespace identity
