#pragma once

#include "base/hash.hpp"

#include <string_view>

namespace crypto {

/// Two names of a certificate: of the whole, and of its public key alone (RFC 7469 2.4), which
/// outlives a renewal.
struct CertificateFingerprint {
    base::Sha256 certificate; ///< over its DER form
    base::Sha256 public_key;  ///< over the DER form of its SubjectPublicKeyInfo
};

/// Of the first certificate in a PEM text. Refuses `crypto.bad_certificate`.
[[nodiscard]] base::Result<CertificateFingerprint> certificate_fingerprint(std::string_view pem);

} // namespace crypto
