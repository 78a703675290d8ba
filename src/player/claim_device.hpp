#pragma once

#include "base/random.hpp"
#include "player/identity.hpp"

namespace player {

struct ClaimOptions {
    std::string server; ///< https://…
    std::string code;   ///< as typed
    std::string serial;
    std::string model;
    std::optional<std::string>
        ca_file; ///< an authority known beforehand; none: the code alone proves the server
    bool plain_allowed = false;
    std::string from; ///< address of this machine to speak from; empty: any
};

/// Claims this device (spec section 4): proves the code to the server, checks that the server
/// proves it too, and only then believes what it says. Refuses `player.claim_refused` with the
/// server's words, `player.claim_forged` when the answer is not proved by the code, and what
/// http_fetch refuses.
[[nodiscard]] base::Result<Identity> claim_device(const ClaimOptions& options,
                                                  base::Random& random);

} // namespace player
