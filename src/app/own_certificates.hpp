#pragma once

#include "base/clock.hpp"
#include "base/hash.hpp"
#include "base/result.hpp"

#include <filesystem>
#include <string>

namespace app {

/// PEM files below DATA/keys that TLS listeners are given.
struct CertificateFiles {
    std::filesystem::path authority; ///< certificate of our own authority; devices trust it
    std::filesystem::path certificate;
    std::filesystem::path private_key;
};

/// Makes what is missing: the authority once (20 years, because devices keep it), the server
/// certificate for `public_host`, localhost and loopback addresses (397 days), again when it has
/// less than 30 days left or the host changed. Private keys are readable by this user only. Errors:
/// `crypto.*`, `app.keys_unreadable`.
[[nodiscard]] base::Result<CertificateFiles> ensure_certificates(const std::filesystem::path& keys,
                                                                 const std::string& public_host,
                                                                 const base::Clock& clock);

/// The whole file; `app.keys_unreadable` when it cannot be read.
[[nodiscard]] base::Result<std::string> read_key_file(const std::filesystem::path& file);

/// SHA-256 of the first certificate (DER) of a PEM text, as a TLS client sees it;
/// `app.keys_unreadable` when there is none.
[[nodiscard]] base::Result<base::Sha256> certificate_fingerprint(std::string_view pem);

} // namespace app
