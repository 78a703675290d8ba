#pragma once

#include "base/hash.hpp"
#include "device_protocol/words.hpp"

#include <optional>
#include <string>
#include <vector>

/// Claiming: how a device that knows nothing but a printed code comes to trust a server, and the
/// server it (spec section 4). POST /device/v1/claim.
namespace device_protocol {

/// What a key may sign.
enum class Right : std::uint8_t {
    desired,   ///< desired state
    manifest,  ///< programmes
    play,      ///< play and stop of class ordinary and priority
    emergency, ///< commands of class emergency
    volume,
    report,
    keys, ///< the next set of keys (key_set.hpp)
};

/// A key that the device trusts.
struct TrustedIssuer {
    std::string keyid;
    std::string key; ///< base64 of the 32 bytes, Ed25519
    Tier tier = Tier::commune;
    std::vector<Right> rights;
    std::optional<base::Instant> from;  ///< believed from then on; none: always
    std::optional<base::Instant> until; ///< and no longer than that
};

/// The key of somebody who makes device programs (update_bundle.hpp).
struct ReleaseKey {
    std::string keyid;
    std::string key; ///< base64 of the 32 bytes, Ed25519
};

struct ClaimRequest {
    std::int32_t v = revision;
    std::string serial;
    std::string model;
    std::string nonce; ///< 32 hexadecimal digits, fresh for each try
    /// SHA-256 of the server's certificate (DER) as the device saw it; none on a plain connection.
    /// A server that knows its own certificates refuses another: somebody sits between.
    std::optional<base::Sha256> tls_certificate;
    base::Sha256 proof;
};

struct BrokerAddress {
    std::string host;
    std::int32_t port = 0;
    bool tls = true;
};

/// What the device learns. Sent as text inside ClaimReply so that its bytes can be authenticated.
struct ClaimGrant {
    std::string device;
    std::string token; ///< password for MQTT and HTTPS; the user name is the device id
    std::vector<BrokerAddress> brokers;
    std::string ca_certificate; ///< PEM; empty when the public authorities are to be used
    std::vector<TrustedIssuer> issuers;
    base::Instant now;
    std::optional<std::int64_t> key_set; ///< version of the set that `issuers` are; none: 0
    std::optional<std::vector<ReleaseKey>> release_keys; ///< of that set
};

struct ClaimReply {
    std::string grant; ///< JSON text of ClaimGrant
    base::Sha256 proof;
};

/// The code as both sides use it: normalised by crypto::normalize_code, then stretched
/// (PBKDF2-HMAC-SHA256, 100,000 rounds, salt `nguon-claim-1:` + serial), so that a recorded claim
/// is no quick way to the code.
[[nodiscard]] base::Sha256 claim_key(std::string_view code, std::string_view serial);
[[nodiscard]] base::Sha256 claim_request_proof(const base::Sha256& key,
                                               const ClaimRequest& request);
[[nodiscard]] base::Sha256 claim_reply_proof(const base::Sha256& key, std::string_view nonce,
                                             std::string_view grant);

} // namespace device_protocol
