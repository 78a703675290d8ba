#include "player/give_way.hpp"

#include "device_protocol/preemption.hpp"

#include <utility>

namespace player {

std::optional<std::int64_t> resumed_from(const RunRecord* known) {
    return known != nullptr && known->phase == Phase::paused ? std::optional(known->resume_ms)
                                                             : std::nullopt;
}

RunRecord after_giving_way(const PlannedRun& run, Interrupted was) {
    RunRecord record;
    record.run = run.run;
    record.parts = std::move(was.parts);
    if (was.part) {
        record.phase = Phase::paused;
        record.resume_ms =
            device_protocol::resume_position(run.items, was.part->position_ms + was.part->ms);
    } else if (was.resumed_from_ms) {
        record.phase = Phase::paused;
        record.resume_ms = *was.resumed_from_ms;
    } else if (!record.parts.empty()) {
        record.phase = Phase::begun;
    } else {
        record.deferred = true;
    }
    return record;
}

} // namespace player
