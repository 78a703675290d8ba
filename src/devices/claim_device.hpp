#pragma once

#include "device_protocol/claim.hpp"
#include "devices/manage_devices.hpp"

#include <functional>

namespace devices {

/// What every claimed device is told besides its own id and token.
struct ClaimTerms {
    std::vector<device_protocol::BrokerAddress> brokers;
    std::string ca_certificate;
    std::vector<device_protocol::TrustedIssuer> issuers;
    std::optional<std::vector<device_protocol::ReleaseKey>> release_keys;
    std::int64_t key_set = 0; ///< version of the set that these issuers are
    /// SHA-256 of our own certificates (DER); empty when TLS is ended elsewhere.
    std::vector<base::Sha256> certificates;
};

/// Asked at each claim: the broker's port and the certificates may change while we run.
using CurrentTerms = std::function<base::Result<ClaimTerms>()>;

/// A device shows that it knows the code and is given its identity (spec section 4). Every wrong
/// proof costs one of five tries. Refuses `devices.claim_refused` without saying which part was
/// wrong, `devices.claim_expired`, `devices.claim_tries_spent`, `devices.claim_intercepted`.
[[nodiscard]] base::Result<device_protocol::ClaimReply>
claim_device(DeviceDesk& desk, const CurrentTerms& terms,
             const device_protocol::ClaimRequest& request, std::string_view peer);

} // namespace devices
