#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace crypto {

// What a server checks of passkeys: W3C Web Authentication Level 3, sections 7.1 (registration) and
// 7.2 (authentication), with keys in COSE form (RFC 9052, RFC 9053). Pure: whose key it is, and
// whether a challenge was asked for, is the caller's to know. Attestation is not asked for: a
// person proves with their password whose passkey it is.

/// For whom a passkey is good: the page's own origin and the host in it.
struct RelyingParty {
    std::string id;     ///< `loa.example.vn`
    std::string origin; ///< `https://loa.example.vn`
};

/// What the browser says about a ceremony (section 5.8.1). The bytes as sent, because their hash is
/// what the authenticator signed.
struct ClientData {
    std::string type; ///< `webauthn.create` or `webauthn.get`
    std::string challenge;
    std::string origin;
    bool cross_origin = false;
    std::string bytes;
};
/// Refuses what is not such a text (`crypto.bad_passkey`).
[[nodiscard]] base::Result<ClientData> read_client_data(std::string bytes);

/// A new passkey.
struct Passkey {
    std::string credential_id; ///< bytes, at most 1023
    std::string cose_key;      ///< CBOR; what check_passkey reads later
    std::uint32_t sign_count = 0;
    bool backed_up = false; ///< it is kept in the maker's cloud and comes to other devices
};
/// Steps 7 to 21 of section 7.1. Refuses malformed objects and keys other than ES256, EdDSA and
/// RS256 (`crypto.bad_passkey`), another page (`crypto.passkey_elsewhere`), and a key whose owner
/// was not verified by the device (`crypto.passkey_unverified`).
[[nodiscard]] base::Result<Passkey> read_new_passkey(const ClientData& client,
                                                     std::string_view attestation_object,
                                                     const RelyingParty& party);

/// What was proved with a passkey.
struct PasskeyProof {
    std::uint32_t sign_count = 0;
    bool backed_up = false;
};
/// Steps 10 to 21 of section 7.2; refuses as above, and a wrong signature
/// (`crypto.passkey_wrong_signature`).
[[nodiscard]] base::Result<PasskeyProof>
check_passkey(const ClientData& client, std::string_view authenticator_data,
              std::string_view signature, std::string_view cose_key, const RelyingParty& party);

} // namespace crypto
