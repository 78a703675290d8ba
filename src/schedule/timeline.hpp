#pragma once

#include "schedule/programme.hpp"
#include "schedule/target_devices.hpp"
#include "schedule/unit_rules.hpp"

#include <span>

namespace schedule {

/// From `from` until before `to`.
struct PlanWindow {
    base::LocalDate from;
    base::LocalDate to;
};

/// Why a run stands where it stands, or is not played.
enum class Reason : std::uint8_t {
    planned,               ///< as the programme says
    deferred,              ///< moved behind the run that clashes
    shortened,             ///< items at its end left out
    quiet_hours,           ///< would start in quiet hours
    runs_into_quiet_hours, ///< would go on into quiet hours
    outside_windows,       ///< would start outside the allowed windows
    runs_out_of_window,    ///< would go on beyond its window
    day_off,
    session_too_long, ///< longer than one run may be
    day_limit,        ///< the device has sounded enough that day
    overlap,          ///< a run that goes first is in the way, and it cannot wait that long
    never,            ///< it does not wait for a run of that class
    nothing_to_play,  ///< no item is approved and valid then
    too_early,        ///< an item must not start yet
    too_late,         ///< an item must not start any more
    no_devices,       ///< the targets name no device in service
    past,             ///< before now; nothing is planned back into the past
};

/// One sounding of a programme: which day, which time, which of its plays. Its run id is made from
/// these, never from what was decided about it.
struct Occurrence {
    std::uint32_t programme = 0; ///< index into the input
    base::LocalDate date;
    base::LocalTime time;
    std::int32_t play = 0; ///< from 0
    base::Instant at;      ///< nominal start

    friend bool operator==(const Occurrence&, const Occurrence&) = default;
};

/// Where a run sounds on one device. `item_count`: how many of the run's items, from the first.
struct DevicePlacement {
    device_protocol::DeviceId device;
    base::Instant at;
    base::Instant not_after; ///< it does not start later, by the programme and its items
    std::int64_t duration_ms = 0;
    std::uint32_t item_count = 0;
    std::int64_t stagger_ms = 0; ///< how much later than on the devices of the first slot

    friend bool operator==(const DevicePlacement&, const DevicePlacement&) = default;
};

struct TimelineRun {
    RunId id;
    Occurrence occurrence;
    std::vector<PlannedItem> items; ///< repeats written out
    std::vector<DevicePlacement> devices;
};

/// One decision for some devices with the same rules; enough to explain it later (explain.hpp).
struct Decision {
    Occurrence occurrence;
    Reason reason = Reason::planned;
    std::size_t rules = 0;              ///< index into the RuleBook
    std::optional<std::uint32_t> other; ///< programme that goes first
    std::optional<base::Instant> moved_to;
    /// Of a refusal that speaks of the devices' own slot: how much later that is.
    std::int64_t stagger_ms = 0;
    std::int64_t duration_ms = 0;
    std::int64_t device_count = 0;
    /// Named for everything but `planned`, which the run itself names.
    std::vector<device_protocol::DeviceId> devices;

    [[nodiscard]] bool is_refusal() const {
        return reason != Reason::planned && reason != Reason::deferred &&
               reason != Reason::shortened;
    }
};

struct Timeline {
    std::vector<TimelineRun> runs; ///< in order of nominal start
    /// Every decision, for each occurrence and kind of outcome one; refusals are among them.
    std::vector<Decision> log;
};

[[nodiscard]] RunId make_run_id(const ProgrammeId& programme, base::LocalDate date,
                                base::LocalTime time, std::int32_t play);

/// What sounds where and when within the window, and why the rest does not. Pure. Who goes first on
/// a device: emergency, then priority (by the commune's order, then a higher unit's), then
/// ordinary; the earlier, and at last the lower id. Runs before `now` count for their day but are
/// not planned. Time and memory grow with programmes times days plus devices times their own runs.
[[nodiscard]] Timeline timeline(std::span<const ResolvedProgramme> programmes,
                                const RuleBook& rules, std::span<const TargetDevice> devices,
                                const PlanWindow& window, base::Instant now);

} // namespace schedule
