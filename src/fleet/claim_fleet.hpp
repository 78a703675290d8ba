#pragma once

#include "fleet/roster.hpp"

namespace fleet {

struct ClaimFleetOptions {
    std::string server;
    unsigned threads = 4;
};

/// Claims every device as a device does, one HTTPS claim each, from many addresses of 127.0.0.0/8
/// when the server is on loopback (a server limits claims by address). Stops at the first that is
/// refused.
[[nodiscard]] base::Result<Roster> claim_fleet(const ClaimFleetOptions& options,
                                               const std::vector<OpenClaim>& claims);

} // namespace fleet
