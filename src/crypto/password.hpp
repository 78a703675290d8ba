#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace crypto {

/// What one guess costs an attacker, and one sign-in us. The default is what OWASP's sheet asks for
/// at least twice over: 2 passes over 64 MiB, about 0.1 s on a small server. Tests choose
/// `cheapest`.
struct PasswordCost {
    std::uint64_t passes = 2;
    std::uint64_t memory_kib = 65536;
};

/// The least that libsodium accepts (1 pass over 8 KiB). For tests only.
inline constexpr PasswordCost cheapest_password_cost{.passes = 1, .memory_kib = 8};

/// Argon2id in its usual text form `$argon2id$v=19$…`, with a salt from libsodium's own random
/// source. Fails with `crypto.out_of_memory` (unavailable) when the memory cannot be had now.
[[nodiscard]] base::Result<std::string> hash_password(std::string_view password, PasswordCost cost);

/// False also for text that is no hash.
[[nodiscard]] bool verify_password(std::string_view hash, std::string_view password);

/// True when the hash was made at another cost than asked for now: hash again at the next sign-in.
[[nodiscard]] bool needs_rehash(std::string_view hash, PasswordCost cost);

} // namespace crypto
