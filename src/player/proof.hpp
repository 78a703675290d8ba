#pragma once

#include "player/planned_run.hpp"

namespace player {

/// How a run ended, seen from the loudspeaker.
struct Ending {
    base::Instant at;
    device_protocol::Outcome outcome = device_protocol::Outcome::played;
    std::string reason; ///< empty: none
    std::int32_t volume_percent = 0;
    std::optional<std::int64_t> clock_error_ms;
};

/// The proof of a run from the stretches that sounded. `played` becomes `partial` when they do not
/// cover the whole run.
[[nodiscard]] device_protocol::PlayedProof
make_proof(const PlannedRun& run, const std::vector<device_protocol::PlayedPart>& parts,
           const Ending& ending);

} // namespace player
