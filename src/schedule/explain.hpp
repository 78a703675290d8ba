#pragma once

#include "schedule/timeline.hpp"

namespace schedule {

/// The decision as a sentence for an officer, in both languages: what, why, and what would be
/// allowed instead.
[[nodiscard]] base::Message explain(const Decision& decision,
                                    std::span<const ResolvedProgramme> programmes,
                                    const RuleBook& rules);

} // namespace schedule
