#pragma once

#include "base/instant.hpp"
#include "base/result.hpp"

namespace identity {

/// Failed proofs of one name or from one address.
struct Attempts {
    std::int64_t failures = 0;
    base::Instant last_at;
    base::Instant locked_until;

    friend bool operator==(const Attempts&, const Attempts&) = default;
};

/// How fast guessing gets slow. After `free` failures each further one locks twice as long as the
/// one before.
struct LockoutRule {
    std::int64_t free = 5;
    base::Millis first{60'000};
    base::Millis longest{900'000};
    base::Millis forgotten_after{86'400'000};
};

inline constexpr LockoutRule user_lockout{};
/// Several people may sit behind one address; so it gets more tries.
inline constexpr LockoutRule peer_lockout{.free = 20, .longest = base::Millis{3'600'000}};

/// Counts an attempt before its outcome is known, so that many at once count as many. Refuses while
/// locked (`identity.locked_out`), saying for how long.
[[nodiscard]] base::Result<Attempts> begin_attempt(Attempts before, const LockoutRule& rule,
                                                   base::Instant now);
/// The attempt was right: it and the failures before it are forgotten.
[[nodiscard]] Attempts succeeded();
/// The attempt was right, but others from the same address may not have been: only it is taken
/// back.
[[nodiscard]] Attempts taken_back(Attempts counted);

} // namespace identity
