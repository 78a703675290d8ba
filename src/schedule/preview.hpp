#pragma once

#include "schedule/timeline.hpp"

namespace schedule {

inline constexpr std::size_t next_runs_max = 20;

/// One coming run of the proposed programme.
struct NextRun {
    base::Instant at;
    std::int64_t duration_ms = 0;
    Reason reason = Reason::planned; ///< planned, deferred or shortened
    std::int64_t device_count = 0;
    base::Message message;
};

/// A clash with another programme, whichever of the two goes first.
struct Conflict {
    ProgrammeId with;
    std::string with_title;
    base::Instant at;                ///< nominal start of the one that gives way
    bool gives_way = true;           ///< the proposed one gives way; else the other one
    Reason reason = Reason::overlap; ///< what becomes of it: deferred, overlap, never
    std::int64_t device_count = 0;
    base::Message message;
};

struct Refusal {
    base::Instant at;
    Reason reason = Reason::quiet_hours;
    std::int64_t device_count = 0;
    base::Message message;
};

/// The devices of the programme that speak one after the other, because they hear each other.
struct PreviewedStagger {
    std::int64_t added_ms = 0; ///< from the end of the first slot to the end of the last one
    std::int64_t gap_ms = 0;   ///< of which between two slots
    std::vector<std::int64_t> device_counts; ///< of each slot

    friend bool operator==(const PreviewedStagger&, const PreviewedStagger&) = default;
};

/// What saving would do.
struct Preview {
    std::vector<NextRun> next_runs; ///< the first 20
    std::vector<Conflict> conflicts;
    std::vector<Refusal> refusals;
    std::int64_t device_count = 0;
    std::int64_t run_duration_ms = 0;        ///< the longest of its runs
    std::optional<PreviewedStagger> stagger; ///< absent: all at one instant

    /// Nothing clashes, and nothing is refused but for days off and items that are over.
    [[nodiscard]] bool is_clean() const;
    /// Why it cannot be saved at all, whatever the officer accepts: a start in quiet hours, or
    /// nothing of it would ever sound.
    [[nodiscard]] const Refusal* hard_refusal() const;
};

/// The next runs of the proposed programme among the existing ones, what clashes and what is
/// refused. An existing one with the same id is replaced by the proposed one. Looks at most 31 days
/// from its first coming day. Pure.
[[nodiscard]] Preview preview(const ResolvedProgramme& proposed,
                              std::span<const ResolvedProgramme> existing, const RuleBook& rules,
                              std::span<const TargetDevice> devices, base::Instant now);

} // namespace schedule
