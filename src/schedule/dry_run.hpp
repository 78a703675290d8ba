#pragma once

#include "schedule/timeline.hpp"

namespace schedule {

inline constexpr std::size_t dry_run_rows_max = 1'000;

/// The programme that something gives way to.
struct GoesFirst {
    ProgrammeId programme;
    std::string title;
    area::AreaPath area; ///< of the unit that owns it
    content::BroadcastClass class_ = content::BroadcastClass::ordinary;

    friend bool operator==(const GoesFirst&, const GoesFirst&) = default;
};

/// One run as it would sound, alike on some devices.
struct HeardRun {
    PlannedRun run;                  ///< as the devices play it that begin first
    base::Instant ends_at;           ///< on the devices that end last
    Reason reason = Reason::planned; ///< planned, deferred or shortened
    std::optional<GoesFirst> behind;
    base::Message message;
    std::int64_t device_count = 0;
};

/// One that would not sound, alike on some devices.
struct UnheardRun {
    ProgrammeId programme;
    std::string title;
    area::AreaPath area; ///< of the unit that owns it
    content::BroadcastClass class_ = content::BroadcastClass::ordinary;
    base::Instant nominal_at;
    Reason reason = Reason::quiet_hours;
    std::optional<GoesFirst> behind;
    base::Message message;
    std::int64_t device_count = 0;
};

/// A day of some devices as it would be heard by the programmes and rules given.
struct DryRun {
    std::int64_t device_count = 0;
    std::int64_t sound_ms_max = 0; ///< on the device that sounds longest, within the day
    std::vector<HeardRun> heard;   ///< in order of their start
    std::vector<UnheardRun> unheard;
    bool is_cut = false; ///< there is more than dry_run_rows_max of one of them
};

/// Everything that touches the day, also what began the evening before. Programmes that do not
/// concern these devices are not named. Pure.
[[nodiscard]] DryRun dry_run(std::span<const ResolvedProgramme> programmes, const RuleBook& rules,
                             std::span<const TargetDevice> devices, base::LocalDate date);

/// The day with the one before and the one after, so that what goes over midnight is judged whole.
[[nodiscard]] PlanWindow dry_run_window(base::LocalDate date);

} // namespace schedule
