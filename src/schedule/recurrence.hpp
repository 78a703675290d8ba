#pragma once

#include "base/local_time.hpp"
#include "base/result.hpp"

#include <string>
#include <vector>

namespace schedule {

/// The days of a programme: the first one, and those that an RFC 5545 rule adds to it.
struct Recurrence {
    base::LocalDate first_day;
    /// Value of an RRULE such as `FREQ=WEEKLY;BYDAY=MO,WE,FR;UNTIL=20261231`; empty: the first day
    /// only. Only frequencies of a day and above; times of day are the programme's own.
    std::string rule;
    std::vector<base::LocalDate> except; ///< days that the rule gives, but on which nothing sounds

    friend bool operator==(const Recurrence&, const Recurrence&) = default;
};

/// `schedule.wrong_recurrence` says that the rule cannot be read or repeats within a day.
[[nodiscard]] base::Result<void> check_recurrence(const Recurrence& recurrence);

/// The days with from <= day <= to, ascending. A rule that check_recurrence refuses gives none.
/// Pure; the calendar arithmetic is libical's.
[[nodiscard]] std::vector<base::LocalDate>
occurrence_days(const Recurrence& recurrence, base::LocalDate from, base::LocalDate to);

} // namespace schedule
