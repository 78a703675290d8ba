#pragma once

#include "base/hash.hpp"
#include "base/instant.hpp"
#include "base/random.hpp"
#include "base/result.hpp"

#include <chrono>
#include <cstdint>
#include <string>

namespace devices {

/// A day: long enough for the way to the pole, short enough for a slip of paper that gets lost. A
/// new code is one click.
inline constexpr std::chrono::hours claim_code_life{24};
inline constexpr std::int32_t claim_tries_max = 5;

/// What is stored of a one-time code: the key that both sides derive from it, never the code.
struct ClaimCode {
    base::Sha256 key; ///< device_protocol::claim_key(code)
    base::Instant expires_at;
    std::int32_t tries_left = claim_tries_max;

    friend bool operator==(const ClaimCode&, const ClaimCode&) = default;
};

/// Whether a proof may be looked at at all: `devices.claim_expired`, `devices.claim_tries_spent`.
[[nodiscard]] base::Result<void> check_claim_open(const ClaimCode& code, base::Instant now);

} // namespace devices
