#pragma once

#include "device_protocol/signed_message.hpp"

#include <deque>
#include <string>
#include <utility>
#include <vector>

namespace fleet {

/// Opens commands for all devices of the fleet, each envelope once: in the field every device has a
/// processor of its own for the signature, and ten thousand of them stand on one here. All trust
/// the same issuers.
class OpenedCommands {
public:
    using Opened = base::Result<device_protocol::Signed<device_protocol::Command>>;

    explicit OpenedCommands(std::vector<device_protocol::TrustedIssuer> issuers)
        : issuers_(std::move(issuers)) {}
    /// The reference is good until the next call.
    [[nodiscard]] const Opened& open(const std::string& envelope);

private:
    static constexpr std::size_t kept = 8; ///< group sendings that arrive mixed

    const std::vector<device_protocol::TrustedIssuer> issuers_;
    std::deque<std::pair<std::string, Opened>> latest_;
};

} // namespace fleet
