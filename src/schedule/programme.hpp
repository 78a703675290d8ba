#pragma once

#include "content/bulletin.hpp"
#include "schedule/planned_runs.hpp"
#include "schedule/recurrence.hpp"

namespace schedule {

/// One thing to sound, as the officer chose it. A bulletin sounds in all its languages, in their
/// order.
struct ProgrammeItem {
    ItemKind kind = ItemKind::recording;
    std::string title;
    std::int32_t repeats = 1;                    ///< 1 to 10, one after another
    std::optional<content::BulletinId> bulletin; ///< of kind bulletin
    std::optional<content::MediaFile> media;     ///< of the kinds that are files
    std::optional<relay::StationId> station;     ///< of kind relay
    std::optional<std::int32_t> minutes;         ///< of kind relay, which always has an end

    friend bool operator==(const ProgrammeItem&, const ProgrammeItem&) = default;
};

inline constexpr std::int32_t relay_minutes_max = 720;

/// What happens when a run would go on beyond its window.
enum class Overrun : std::uint8_t {
    refuse,  ///< the whole run is not played
    shorten, ///< items at its end are left out until it fits
};

enum class ProgrammeState : std::uint8_t { active, cancelled };

/// What sounds when, and where: recurring, once or at once (then it is a single time a few seconds
/// ahead).
struct Programme {
    ProgrammeId id;
    std::string title;
    area::AreaPath area; ///< of the unit that owns it
    content::BroadcastClass class_ = content::BroadcastClass::ordinary;
    Recurrence days;
    std::vector<base::LocalTime> times; ///< ascending; each day's starts
    std::int32_t plays = 1;             ///< 1 to 10 at each time
    std::int32_t gap_seconds = 0;       ///< between the plays, 0 to 7,200
    std::vector<ProgrammeItem> items;
    content::Targets targets;
    std::optional<std::int32_t> volume_percent;
    Overrun on_overrun = Overrun::refuse;
    /// 0 to 3,600; later than that it does not start. A relay is joined until its end.
    std::int32_t late_seconds_max = 300;
    ProgrammeState state = ProgrammeState::active;
    std::optional<std::string> reason; ///< why it was cancelled
    base::Instant created_at;
    base::Instant changed_at;
    content::Person changed_by;
    std::int64_t version = 1;

    friend bool operator==(const Programme&, const Programme&) = default;
};

/// It carries a station; then that is its only item.
[[nodiscard]] bool is_relay(const Programme& programme);

/// Checks numbers, times, days and items of what was typed. Names every wrong member
/// (`schedule.wrong_programme`, `schedule.wrong_recurrence`).
[[nodiscard]] base::Result<Programme> check_programme(Programme programme);

/// An item with what it needs to sound: its file and when it may.
struct SoundingItem {
    PlannedItem sound;
    std::int32_t repeats = 1;
    std::optional<base::LocalDate> valid_from;
    std::optional<base::LocalDate> valid_to;
    std::optional<base::Instant> not_before;
    std::optional<base::Instant> not_after;

    friend bool operator==(const SoundingItem&, const SoundingItem&) = default;
};

/// A programme whose items were looked up: bulletins that are not approved (any more) are not among
/// them.
struct ResolvedProgramme {
    Programme programme;
    std::vector<SoundingItem> items;
};

} // namespace schedule
