#pragma once

#include "crypto/signing.hpp"
#include "device_protocol/claim.hpp"

#include <string>
#include <string_view>
#include <vector>

/// Which keys a device believes, and how one set of keys hands over to the next (spec section 3).
/// GET /device/v1/keys.
namespace device_protocol {

inline constexpr std::string_view key_set_type = "application/vnd.nguon.keys+json";

/// Inside an envelope of type key_set_type. The whole set, never a difference; version 1, 2, 3 …
/// without gaps, each signed by a key of the one before.
struct KeySet {
    std::int64_t version = 0; ///< 0: what a claim gave before there were sets
    base::Instant issued_at;
    std::vector<TrustedIssuer> issuers;
    /// Keys of those who make device programs; they sign update bundles and nothing else. The
    /// private halves are never on a server.
    std::optional<std::vector<ReleaseKey>> release_keys;
};

inline constexpr std::size_t release_keys_max = 8;

/// Answer to `GET /device/v1/keys?after=N`: the sets after N, the next one first, not
/// necessarily all.
struct KeyChain {
    std::vector<std::string> sets; ///< envelopes
};

inline constexpr std::size_t keys_per_set_max = 32;

/// What a key is for. A key has one of them, so that a stolen one cannot do the work of another.
enum class Purpose : std::uint8_t {
    root,      ///< signs key sets and nothing else
    emergency, ///< signs commands of class emergency, and programmes that hold such a run
    ordinary,  ///< everything of the day's work
};

[[nodiscard]] std::vector<Right> rights_of(Purpose purpose);
/// By its rights; nothing for a key with rights of several purposes, as before there were sets.
[[nodiscard]] std::optional<Purpose> purpose_of(const TrustedIssuer& issuer);

[[nodiscard]] TrustedIssuer describe_issuer(const crypto::PublicKey& key, Tier tier,
                                            std::vector<Right> rights);

/// Refuses `device_protocol.bad_key_set`: no key may sign the next set, a key serves two purposes
/// (a release key is no issuer), a name is not that of its key, or two keys are the same.
[[nodiscard]] base::Result<void> check_key_set(const KeySet& set);

[[nodiscard]] std::string seal(const KeySet& set, const crypto::KeyPair& signer);

/// The set in `envelope` as the successor of `trusted`. Refuses what crypto::open, read_message and
/// check_key_set refuse, `device_protocol.key_set_no_right` (the signer may not),
/// `device_protocol.key_set_stale` (not above `trusted`) and `device_protocol.key_set_gap` (sets
/// between are missing). Time is not judged: a device that was away for long follows the chain
/// through keys that have ended since.
[[nodiscard]] base::Result<KeySet> follow(const KeySet& trusted, std::string_view envelope);

/// What one key may do for everything, as before there were sets.
[[nodiscard]] TrustedIssuer describe_issuer(const crypto::KeyPair& key, Tier tier);

/// A key may be believed so much before its time: clocks differ.
inline constexpr base::Millis early_tolerance = std::chrono::minutes(5);
/// Whether something that arrives now under this key is still (or already) to be believed.
[[nodiscard]] bool in_time(const TrustedIssuer& issuer, base::Instant now);

} // namespace device_protocol
