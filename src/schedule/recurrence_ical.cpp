#include "base/scope_exit.hpp"
#include "schedule/recurrence.hpp"

#include <libical/ical.h>

#include <algorithm>

namespace schedule {

namespace {

constexpr std::size_t rule_bytes_max = 500;

icaltimetype to_ical(base::LocalDate date) {
    icaltimetype time{}; // icaltime_null_date() has hour -1, from which the iterator never moves on
    time.is_date = 1;
    time.year = static_cast<int>(date.day.year());
    time.month = static_cast<int>(static_cast<unsigned>(date.day.month()));
    time.day = static_cast<int>(static_cast<unsigned>(date.day.day()));
    return time;
}

base::LocalDate from_ical(const icaltimetype& time) {
    return {std::chrono::year(time.year) / std::chrono::month(static_cast<unsigned>(time.month)) /
            std::chrono::day(static_cast<unsigned>(time.day))};
}

bool is_readable(const icalrecurrencetype& rule) {
    const bool repeats_by_day =
        rule.freq == ICAL_DAILY_RECURRENCE || rule.freq == ICAL_WEEKLY_RECURRENCE ||
        rule.freq == ICAL_MONTHLY_RECURRENCE || rule.freq == ICAL_YEARLY_RECURRENCE;
    const auto unused = [](short first) { return first == ICAL_RECURRENCE_ARRAY_MAX; };
    return repeats_by_day && unused(rule.by_second[0]) && unused(rule.by_minute[0]) &&
           unused(rule.by_hour[0]);
}

icalrecurrencetype parse(const Recurrence& recurrence) {
    return icalrecurrencetype_from_string(recurrence.rule.c_str());
}

} // namespace

base::Result<void> check_recurrence(const Recurrence& recurrence) {
    if (recurrence.rule.empty()) {
        return {};
    }
    if (recurrence.rule.size() > rule_bytes_max || !is_readable(parse(recurrence))) {
        return base::fail(base::Fault::invalid, "schedule.wrong_recurrence",
                          "Không hiểu quy tắc lặp lại. Hãy chọn lại ngày phát.",
                          "The recurrence rule cannot be read. Choose the days again.");
    }
    return {};
}

std::vector<base::LocalDate> occurrence_days(const Recurrence& recurrence, base::LocalDate from,
                                             base::LocalDate to) {
    std::vector<base::LocalDate> days;
    const auto add = [&](base::LocalDate day) {
        const bool wanted =
            day >= from && std::ranges::find(recurrence.except, day) == recurrence.except.end();
        if (wanted && (days.empty() || days.back() < day)) {
            days.push_back(day);
        }
    };
    if (recurrence.rule.empty()) {
        if (recurrence.first_day <= to) {
            add(recurrence.first_day);
        }
        return days;
    }
    const icalrecurrencetype rule = parse(recurrence);
    if (!is_readable(rule)) {
        return days;
    }
    icalrecur_iterator* iterator = icalrecur_iterator_new(rule, to_ical(recurrence.first_day));
    if (iterator == nullptr) {
        return days;
    }
    const base::ScopeExit free_iterator([&] { icalrecur_iterator_free(iterator); });
    if (rule.count == 0 && from > recurrence.first_day) {
        // Without it a daily rule of ten years ago is walked day by day at every planning.
        icalrecur_iterator_set_start(iterator, to_ical(from));
    }
    for (icaltimetype next = icalrecur_iterator_next(iterator); icaltime_is_null_time(next) == 0;
         next = icalrecur_iterator_next(iterator)) {
        const base::LocalDate day = from_ical(next);
        if (day > to) {
            break;
        }
        add(day);
    }
    return days;
}

} // namespace schedule
