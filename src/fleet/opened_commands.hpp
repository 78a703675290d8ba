#pragma once

#include "device_protocol/signed_message.hpp"
#include "fleet/key_sets.hpp"

#include <deque>
#include <string>

namespace fleet {

/// Opens commands for all devices of the fleet, each envelope once for each set of keys: in the
/// field every device has a processor of its own for the signature, and ten thousand of them stand
/// on one here.
class OpenedCommands {
public:
    using Opened = base::Result<device_protocol::Signed<device_protocol::Command>>;

    /// The reference is good until the next call.
    [[nodiscard]] const Opened& open(const std::string& envelope, const TrustedKeys& trusted);

private:
    struct Entry {
        std::string envelope;
        TrustedKeys trusted;
        Opened opened;
    };
    static constexpr std::size_t kept = 8; ///< group sendings that arrive mixed

    std::deque<Entry> latest_;
};

} // namespace fleet
