#pragma once

#include "base/result.hpp"
#include "crypto/signing.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// Signed payloads by DSSE v1 (secure-systems-lab, "Dead Simple Signing Envelope"): the signature
/// covers the payload's exact bytes and its type, so no canonical form of JSON is needed and a
/// command cannot be read as a manifest.
namespace crypto {

/// A key that is trusted to sign, under the name that envelopes use for it.
struct TrustedKey {
    std::string keyid;
    PublicKey key;
};

/// What an envelope carried, after its signature was found good. `keyid` tells which trusted key
/// signed it.
struct Opened {
    std::string payload_type;
    std::string payload;
    std::string keyid;
};

inline constexpr std::size_t envelope_bytes_max = std::size_t{8} * 1024 * 1024;

/// The pre-authentication encoding: what is really signed.
[[nodiscard]] std::string pre_authentication_encoding(std::string_view payload_type,
                                                      std::string_view payload);

/// A JSON envelope with one signature by `signer`, named by crypto::key_id.
[[nodiscard]] std::string seal(std::string_view payload_type, std::string_view payload,
                               const KeyPair& signer);

/// Reads and verifies. Unknown members are ignored, as DSSE asks; both base64 alphabets are read.
/// Refuses `crypto.bad_envelope` (not an envelope), `crypto.envelope_too_large`, `crypto.untrusted`
/// (no signature by a trusted key) and `crypto.bad_signature` (a trusted key is named, but what it
/// signed was something else).
[[nodiscard]] base::Result<Opened> open(std::string_view envelope,
                                        const std::vector<TrustedKey>& trusted);

} // namespace crypto
