#pragma once

#include "base/instant.hpp"
#include "base/result.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace crypto {

/// An X.509 certificate and its private key (ECDSA P-256), both as PEM text. The key is PKCS #8
/// without a passphrase: store it where only this program can read (write_private_file).
struct Credential {
    std::string certificate_pem;
    std::string private_key_pem;
};

/// What a server certificate is for. `names` are DNS names or IP addresses (v4 or v6), as clients
/// will dial them; at least one.
struct CertificateRequest {
    std::string common_name;
    std::vector<std::string> names;
    base::Instant not_before;
    base::Millis lifetime{};
};

/// A new self-signed certificate authority that can sign leaves only (path length 0).
[[nodiscard]] base::Result<Credential>
make_authority(const std::string& common_name, base::Instant not_before, base::Millis lifetime);

/// A certificate for a TLS server, signed by `authority`. Fails with `crypto.bad_certificate` when
/// the authority's PEM cannot be read or its certificate and key do not belong together, and with
/// `crypto.bad_certificate_name` when a name is neither a DNS name nor an address.
[[nodiscard]] base::Result<Credential> issue_server_certificate(const Credential& authority,
                                                                const CertificateRequest& request);

/// When the first certificate of a PEM text ends; for renewal before that.
[[nodiscard]] base::Result<base::Instant> certificate_expiry(std::string_view certificate_pem);

/// Writes `content` so that a crash leaves the old or the new file, readable by this user only
/// (mode 0600). Fails with `crypto.file_unwritable` (unavailable).
[[nodiscard]] base::Result<void> write_private_file(const std::filesystem::path& path,
                                                    std::string_view content);

} // namespace crypto
