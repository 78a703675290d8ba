#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace crypto {

/// The algorithms that WebAuthn Level 3 recommends to servers, by their COSE numbers (RFC 9053).
enum class CoseAlgorithm : std::int16_t { es256 = -7, eddsa = -8, rs256 = -257 };

/// A public key in COSE form (RFC 9052 section 7).
struct CoseKey {
    CoseAlgorithm algorithm = CoseAlgorithm::es256;
    std::string first;  ///< x of ES256 and EdDSA, n of RS256
    std::string second; ///< y of ES256, e of RS256
};

struct ReadCoseKey {
    CoseKey key;
    std::size_t size = 0; ///< bytes that it took; others may follow
};
/// Refuses unknown algorithms, curves and lengths (`crypto.bad_passkey`).
[[nodiscard]] base::Result<ReadCoseKey> read_cose_key(std::string_view bytes);

/// Whether OpenSSL finds the signature good; false also for a point off the curve.
[[nodiscard]] bool verify(const CoseKey& key, std::string_view message, std::string_view signature);

} // namespace crypto
