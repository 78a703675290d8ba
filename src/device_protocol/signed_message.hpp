#pragma once

#include "crypto/dsse.hpp"
#include "device_protocol/claim.hpp"
#include "device_protocol/command.hpp"
#include "device_protocol/desired_state.hpp"
#include "device_protocol/key_set.hpp"

namespace device_protocol {

inline constexpr std::string_view command_type = "application/vnd.nguon.command+json";
inline constexpr std::string_view manifest_type = "application/vnd.nguon.manifest+json";
inline constexpr std::string_view desired_type = "application/vnd.nguon.desired+json";

/// A message whose signature was found good, and the issuer that signed it.
template <class Message>
struct Signed {
    Message message;
    TrustedIssuer issuer;
};

[[nodiscard]] std::string seal(const Command& command, const crypto::KeyPair& signer);
[[nodiscard]] std::string seal(const Manifest& manifest, const crypto::KeyPair& signer);
[[nodiscard]] std::string seal(const DesiredState& desired, const crypto::KeyPair& signer);

/// Opens an envelope and reads what is in it. Refuses what crypto::open and read_message refuse,
/// and `device_protocol.wrong_type` when the envelope carries another kind of message. Rights are
/// not judged here.
[[nodiscard]] base::Result<Signed<Command>> open_command(std::string_view envelope,
                                                         const std::vector<TrustedIssuer>& issuers);
[[nodiscard]] base::Result<Signed<Manifest>>
open_manifest(std::string_view envelope, const std::vector<TrustedIssuer>& issuers);
[[nodiscard]] base::Result<Signed<DesiredState>>
open_desired(std::string_view envelope, const std::vector<TrustedIssuer>& issuers);
/// As a message by one of the issuers; whether it may follow what is trusted is said by `follow`.
[[nodiscard]] base::Result<Signed<KeySet>> open_key_set(std::string_view envelope,
                                                        const std::vector<TrustedIssuer>& issuers);

/// Issuers whose key cannot be read are passed over: they can sign nothing.
[[nodiscard]] std::vector<crypto::TrustedKey>
readable_keys(const std::vector<TrustedIssuer>& issuers);

[[nodiscard]] bool has_right(const TrustedIssuer& issuer, Right right);

} // namespace device_protocol
