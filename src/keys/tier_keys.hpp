#pragma once

#include "keys/key_plan.hpp"

#include <string>
#include <string_view>
#include <vector>

/// Pure: the public keys of another tier's server in our set, so that devices obey what it signed,
/// whoever brought it to them.
namespace keys {

/// As it came from the other server. Its root stays there: it signs no set of ours.
struct TierKey {
    Purpose purpose = Purpose::ordinary;
    std::string key; ///< Ed25519 public key in base64
};

inline constexpr std::size_t tier_keys_max = 8;

/// What devices let a key of another tier do: order. Desired state and programmes have one writer,
/// their own server.
[[nodiscard]] std::vector<device_protocol::Right> tier_rights_of(Purpose purpose);

/// The keys of one tier that devices obey now or will, without its root.
[[nodiscard]] std::vector<TierKey> keys_of_tier(const KeySet& set, Tier tier, base::Instant now);

/// Thirty digits in groups of five, for two people to read to each other: the same for the same
/// keys in any order, and about 100 bits, so that nobody finds other keys with the same digits.
/// Empty for no keys.
[[nodiscard]] std::string fingerprint(const std::vector<TierKey>& keys);
/// Whether `typed` has the digits of `fingerprint(keys)`; spaces and hyphens do not count.
[[nodiscard]] bool is_fingerprint_of(const std::vector<TierKey>& keys, std::string_view typed);

/// The set after `set`: devices obey these keys of `tier`, and no others of it; none: they obey
/// that tier no more. Refuses `keys.tier_not_above` (our own tier or one below it),
/// `keys.bad_tier_key` (not a key, a root, or one that is in the set for something else) and
/// `keys.too_many_tier_keys`.
[[nodiscard]] base::Result<KeySet> with_tier_keys(const KeySet& set, Tier own, Tier tier,
                                                  const std::vector<TierKey>& keys,
                                                  base::Instant now);

} // namespace keys
