#include "device_protocol/signed_message.hpp"

#include "base/try.hpp"
#include "device_protocol/messages_json.hpp"

#include <algorithm>

namespace device_protocol {

namespace {

template <class Message>
base::Result<Signed<Message>> open_as(std::string_view type, std::string_view envelope,
                                      const std::vector<TrustedIssuer>& issuers) {
    TRY_ASSIGN(const crypto::Opened opened, crypto::open(envelope, readable_keys(issuers)));
    if (opened.payload_type != type) {
        return base::fail(base::Fault::invalid, "device_protocol.wrong_type",
                          "Gói đã ký không chứa loại thông điệp mong đợi.",
                          "The signed envelope carries another kind of message than expected.");
    }
    TRY_ASSIGN(Message message, read_message<Message>(opened.payload));
    const auto issuer = std::ranges::find(issuers, opened.keyid, &TrustedIssuer::keyid);
    return Signed<Message>{std::move(message), *issuer};
}

} // namespace

std::string seal(const Command& command, const crypto::KeyPair& signer) {
    return crypto::seal(command_type, write_message(command), signer);
}

std::string seal(const Manifest& manifest, const crypto::KeyPair& signer) {
    return crypto::seal(manifest_type, write_message(manifest), signer);
}

std::string seal(const DesiredState& desired, const crypto::KeyPair& signer) {
    return crypto::seal(desired_type, write_message(desired), signer);
}

base::Result<Signed<Command>> open_command(std::string_view envelope,
                                           const std::vector<TrustedIssuer>& issuers) {
    return open_as<Command>(command_type, envelope, issuers);
}

base::Result<Signed<Manifest>> open_manifest(std::string_view envelope,
                                             const std::vector<TrustedIssuer>& issuers) {
    return open_as<Manifest>(manifest_type, envelope, issuers);
}

base::Result<Signed<DesiredState>> open_desired(std::string_view envelope,
                                                const std::vector<TrustedIssuer>& issuers) {
    return open_as<DesiredState>(desired_type, envelope, issuers);
}

base::Result<Signed<KeySet>> open_key_set(std::string_view envelope,
                                          const std::vector<TrustedIssuer>& issuers) {
    return open_as<KeySet>(key_set_type, envelope, issuers);
}

std::vector<crypto::TrustedKey> readable_keys(const std::vector<TrustedIssuer>& issuers) {
    std::vector<crypto::TrustedKey> keys;
    for (const TrustedIssuer& issuer : issuers) {
        if (const auto key = crypto::parse_public_key(issuer.key)) {
            keys.push_back({issuer.keyid, *key});
        }
    }
    return keys;
}

bool has_right(const TrustedIssuer& issuer, Right right) {
    return std::ranges::find(issuer.rights, right) != issuer.rights.end();
}

} // namespace device_protocol
