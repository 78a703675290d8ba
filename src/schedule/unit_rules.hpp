#pragma once

#include "area/area_path.hpp"
#include "base/local_time.hpp"
#include "schedule/programme_id.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace schedule {

/// A day of every year, text form `05-31`.
struct MonthDay {
    std::int32_t month = 1;
    std::int32_t day = 1;

    friend auto operator<=>(const MonthDay&, const MonthDay&) = default;
    [[nodiscard]] static base::Result<MonthDay> parse(std::string_view text);
};

[[nodiscard]] std::string to_text(const MonthDay& day);

/// A part of every year, both days included; `from` after `to` runs over New Year.
struct Season {
    MonthDay from;
    MonthDay to;

    friend bool operator==(const Season&, const Season&) = default;
    [[nodiscard]] bool covers(base::LocalDate date) const;
};

/// Broadcasts may sound from `from` until `to`.
struct AllowedWindow {
    std::vector<std::int32_t> weekdays; ///< Monday is 1, Sunday is 7; empty: every day
    base::LocalTime from;
    base::LocalTime to;
    std::optional<Season> season;

    friend bool operator==(const AllowedWindow&, const AllowedWindow&) = default;
};

/// Nothing but an emergency starts or goes on from `from` until `to`; `to` not after `from` runs
/// over midnight. The season names the day on which it begins.
struct QuietHours {
    base::LocalTime from;
    base::LocalTime to;
    std::optional<Season> season;

    friend bool operator==(const QuietHours&, const QuietHours&) = default;
};

struct DaysOff {
    base::LocalDate first;
    base::LocalDate last;
    std::string name; ///< such as "Quốc khánh"

    friend bool operator==(const DaysOff&, const DaysOff&) = default;
};

/// Clusters that hear each other speak one after the other.
struct StaggerRule {
    std::int32_t hearing_metres = 800; ///< how far a cluster of usual power disturbs another one

    friend bool operator==(const StaggerRule&, const StaggerRule&) = default;
};

[[nodiscard]] bool is_hearing_distance(std::int32_t metres);

/// When the devices of an area may sound (its quy chế). Holds for the area and below from one day
/// to another, until a lower unit has its own. The defaults follow what is reported of NĐ 49/2024
/// and are each unit's to change.
struct UnitRules {
    area::AreaPath area;
    std::string unit_name; ///< as people are told: "xã Vĩnh Thuận"
    base::LocalDate effective_from;
    std::optional<base::LocalDate> effective_to; ///< the last day
    /// Empty: every time that is not quiet.
    std::vector<AllowedWindow> windows;
    std::vector<QuietHours> quiet_hours;
    std::vector<std::int32_t> weekdays_off;
    std::vector<DaysOff> days_off;
    std::int32_t session_minutes_max = 60; ///< of one run
    std::int32_t day_minutes_max = 120;    ///< of one device
    std::int32_t defer_minutes_max = 30;   ///< how far a clash may move a run
    /// The commune's order when priority programmes clash, first one first; the others stand
    /// behind, a higher unit's before a lower one's.
    std::vector<ProgrammeId> priority_order;
    std::optional<StaggerRule> stagger; ///< absent: all clusters speak at the same instant
    std::int64_t version = 0;

    friend bool operator==(const UnitRules&, const UnitRules&) = default;
};

/// 05:30–06:30 and 17:00–18:00 every day, quiet from 21:00 until 05:00.
[[nodiscard]] UnitRules default_rules();

/// `schedule.wrong_rules` names every wrong member.
[[nodiscard]] base::Result<UnitRules> check_rules(UnitRules rules);

/// A part of one local day.
struct DaySpan {
    base::LocalTime from;
    base::LocalTime to; ///< not included; 24:00 at most

    friend auto operator<=>(const DaySpan&, const DaySpan&) = default;
};

/// `05:30–06:30, 17:00–18:00`; for people.
[[nodiscard]] std::string to_text(const std::vector<DaySpan>& spans);

/// Why nothing at all may sound on a day; empty when it is no day off.
[[nodiscard]] std::string day_off_name(const UnitRules& rules, base::LocalDate date);
/// The quiet parts of the day, ascending, not touching.
[[nodiscard]] std::vector<DaySpan> quiet_spans(const UnitRules& rules, base::LocalDate date);
/// Where ordinary and priority runs may sound: windows without quiet hours; none on a day off.
[[nodiscard]] std::vector<DaySpan> allowed_spans(const UnitRules& rules, base::LocalDate date);

/// All rules in force. Index 0 are the defaults.
class RuleBook {
public:
    explicit RuleBook(std::vector<UnitRules> rules = {});
    /// The rules of the nearest unit at or above the area on that day; of several, the latest.
    [[nodiscard]] std::size_t find(const area::AreaPath& area, base::LocalDate date) const;
    [[nodiscard]] const UnitRules& at(std::size_t index) const { return rules_[index]; }
    [[nodiscard]] std::size_t size() const { return rules_.size(); }

private:
    std::vector<UnitRules> rules_;
    std::map<area::AreaPath, std::vector<std::size_t>> by_area_; ///< latest effective_from first
};

} // namespace schedule
