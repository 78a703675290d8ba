#pragma once

#include "schedule/candidates.hpp"
#include "schedule/horizon.hpp"

namespace schedule {

/// What was decided about one candidate on one device (or on devices that are alike).
struct Outcome {
    std::uint32_t candidate = 0; ///< index into the input
    Reason reason = Reason::planned;
    base::Instant at;
    std::int64_t duration_ms = 0;
    std::uint32_t item_count = 0;
    std::optional<std::uint32_t> other; ///< programme that goes first
    /// Placed: how much later than the first slot, `at` includes it. Refused: how much later than
    /// the occurrence it would have been.
    std::int64_t stagger_ms = 0;

    /// It sounds, or has sounded.
    [[nodiscard]] bool is_placed() const {
        return reason == Reason::planned || reason == Reason::deferred ||
               reason == Reason::shortened || reason == Reason::past;
    }
};

/// Places the candidates of one device into its time, the one that goes first before the others. A
/// device with a slot is silent while its neighbours have theirs: a run takes the time of all of
/// them. `mine` are indices into `candidates`. Outcomes are in the order of decision.
[[nodiscard]] std::vector<Outcome> place_runs(std::span<const ResolvedProgramme> programmes,
                                              std::span<const Candidate> candidates,
                                              std::span<const std::uint32_t> mine,
                                              const Horizon& horizon, const StaggerSlot& slot,
                                              base::Instant now);

} // namespace schedule
