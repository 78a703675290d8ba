#pragma once

#include "schedule/preview.hpp"
#include "schedule/programme.hpp"
#include "schedule/unit_rules.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

/// How programmes, rules and runs are written in JSON: in the API and in the database.
namespace schedule {

struct DryRun;

BOOST_DESCRIBE_ENUM(ItemKind, chime, jingle, bulletin, recording, relay)
BOOST_DESCRIBE_ENUM(Overrun, refuse, shorten)
BOOST_DESCRIBE_ENUM(ProgrammeState, active, cancelled)
BOOST_DESCRIBE_ENUM(Reason, planned, deferred, shortened, quiet_hours, runs_into_quiet_hours,
                    outside_windows, runs_out_of_window, day_off, session_too_long, day_limit,
                    overlap, never, nothing_to_play, too_early, too_late, no_devices, past)

BOOST_DESCRIBE_STRUCT(Recurrence, (), (first_day, rule, except))
BOOST_DESCRIBE_STRUCT(ProgrammeItem, (), (kind, title, repeats, bulletin, media, station, minutes))
BOOST_DESCRIBE_STRUCT(Programme, (),
                      (id, title, area, class_, days, times, plays, gap_seconds, items, targets,
                       volume_percent, on_overrun, late_seconds_max, state, reason, created_at,
                       changed_at, changed_by, version))
BOOST_DESCRIBE_STRUCT(PlannedItem, (),
                      (sha256, size_bytes, duration_ms, kind, bulletin, station, title,
                       sentences_ms))
BOOST_DESCRIBE_STRUCT(PlannedRun, (),
                      (id, programme, title, area, nominal_at, at, not_after, duration_ms, class_,
                       volume_percent, items, stagger_ms))

BOOST_DESCRIBE_STRUCT(PreviewedStagger, (), (added_ms, gap_ms, device_counts))

BOOST_DESCRIBE_STRUCT(Season, (), (from, to))
BOOST_DESCRIBE_STRUCT(AllowedWindow, (), (weekdays, from, to, season))
BOOST_DESCRIBE_STRUCT(QuietHours, (), (from, to, season))
BOOST_DESCRIBE_STRUCT(DaysOff, (), (first, last, name))
BOOST_DESCRIBE_STRUCT(StaggerRule, (), (hearing_metres))
BOOST_DESCRIBE_STRUCT(UnitRules, (),
                      (area, unit_name, effective_from, effective_to, windows, quiet_hours,
                       weekdays_off, days_off, session_minutes_max, day_minutes_max,
                       defer_minutes_max, priority_order, stagger, version))

[[nodiscard]] std::string to_json(const Programme& programme);
[[nodiscard]] base::Result<Programme> programme_from_json(std::string_view text);
[[nodiscard]] std::string to_json(const UnitRules& rules);
[[nodiscard]] base::Result<UnitRules> rules_from_json(std::string_view text);
[[nodiscard]] std::string to_json(const std::vector<PlannedItem>& items);
[[nodiscard]] base::Result<std::vector<PlannedItem>> items_from_json(std::string_view text);
[[nodiscard]] std::string to_json(const Preview& preview);
[[nodiscard]] std::string to_json(const PlannedRun& run);
[[nodiscard]] std::string to_json(const DryRun& dry_run);

[[nodiscard]] std::string_view to_text(Reason reason);
[[nodiscard]] std::string_view to_text(ProgrammeState state);

} // namespace schedule
