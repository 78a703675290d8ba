#pragma once

#include "schedule/timeline.hpp"

namespace schedule {

/// One occurrence with what would sound in it; the first step of timeline().
struct Candidate {
    Occurrence occurrence;
    std::vector<PlannedItem> items; ///< valid that day, repeats written out
    std::int64_t duration_ms = 0;
    base::Instant not_after;                 ///< latest start that its items and lateness allow
    std::optional<base::Instant> not_before; ///< of its items
    bool has_substance = false;              ///< more than chimes and jingles
    bool is_relay = false;                   ///< goes on without us: its end stands
};

/// All occurrences of one programme within the window, in order of their start.
[[nodiscard]] std::vector<Candidate> candidates_of(const ResolvedProgramme& programme,
                                                   std::uint32_t index, const PlanWindow& window);

/// How long the first `count` items last.
[[nodiscard]] std::int64_t duration_of(const std::vector<PlannedItem>& items, std::size_t count);

} // namespace schedule
