#pragma once

#include "device_protocol/key_set.hpp"
#include "rights/actor.hpp"

/// Pure: which keys there are and which of them signs now.
namespace keys {

using device_protocol::KeySet;
using device_protocol::Purpose;
using device_protocol::Tier;
using device_protocol::TrustedIssuer;

/// An order to replace the key of one purpose.
struct Rotation {
    Purpose purpose = Purpose::ordinary;
    /// The old key goes on signing for so long, while devices learn the new one. Root keys hand
    /// over at once, whatever this says: the chain of sets carries them.
    base::Millis overlap{0};
    /// The old key is in wrong hands: it leaves the set at once.
    bool stolen = false;
};

inline constexpr base::Millis overlap_max = std::chrono::hours(24 * 30);
/// A replaced key is believed so much longer than it signs: messages may be on their way, and a
/// device's clock may be behind.
inline constexpr base::Millis grace = std::chrono::hours(24);
/// How fresh the second factor of who rotates must be.
inline constexpr base::Millis second_factor_age_max = std::chrono::minutes(10);

/// Version 1.
[[nodiscard]] KeySet first_set(std::vector<TrustedIssuer> issuers, base::Instant now);

/// The set after `set`: `fresh` (a new key of the purpose, without times) takes over. Keys that
/// have ended leave. Refuses `keys.overlap_out_of_range`, and `keys.rotation_running` while an
/// earlier rotation of this purpose waits for its time (a stolen key is replaced all the same).
[[nodiscard]] base::Result<KeySet> rotate(const KeySet& set, TrustedIssuer fresh,
                                          const Rotation& rotation, base::Instant now);

/// The set after `set`: devices believe these makers of programs, and no others. Refuses
/// `keys.bad_release_key` (not a key, twice the same, or one that signs here) and
/// `keys.too_many_release_keys`.
[[nodiscard]] base::Result<KeySet>
with_release_keys(const KeySet& set, const std::vector<std::string>& keys, base::Instant now);

/// The own key (by tier) that signs for a purpose now: the latest that has begun; if none has, the
/// clock was set back, and the first to come signs. Sets made here have one for each purpose;
/// nullptr says that this one has not.
[[nodiscard]] const TrustedIssuer* signer_of(const KeySet& set, Tier tier, Purpose purpose,
                                             base::Instant now);

/// `rights.forbidden` without the right to change settings, `keys.second_factor_needed` without a
/// fresh second factor.
[[nodiscard]] base::Result<void> may_change_keys(const rights::Actor& actor, base::Instant now);

} // namespace keys
