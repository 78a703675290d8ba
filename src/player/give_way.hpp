#pragma once

#include "player/planned_run.hpp"

namespace player {

/// A run that was ended to make room, as it was then.
struct Interrupted {
    std::optional<std::int64_t> resumed_from_ms;     ///< when it had been paused before and went on
    std::optional<device_protocol::PlayedPart> part; ///< what has sounded since it was begun last
    std::vector<device_protocol::PlayedPart> parts{}; ///< all of it, `part` included
};

/// Where the run that is begun now goes on, if it had been paused; by what is remembered of it.
[[nodiscard]] std::optional<std::int64_t> resumed_from(const RunRecord* known);

/// What is remembered of it, so that it goes on later: where it was cut; what was cut before its
/// first sample, as if it had not been begun.
[[nodiscard]] RunRecord after_giving_way(const PlannedRun& run, Interrupted was);

} // namespace player
