#include "schedule/unit_rules.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace schedule {

namespace {

constexpr std::int32_t day_seconds = 86'400;

/// Ascending, overlapping and touching spans made one.
std::vector<DaySpan> merged(std::vector<DaySpan> spans) {
    std::ranges::sort(spans);
    std::vector<DaySpan> result;
    for (const DaySpan& span : spans) {
        if (span.to <= span.from) {
            continue;
        }
        if (!result.empty() && span.from <= result.back().to) {
            result.back().to = std::max(result.back().to, span.to);
        } else {
            result.push_back(span);
        }
    }
    return result;
}

/// `spans` without `holes`; both ascending and not touching.
std::vector<DaySpan> without(const std::vector<DaySpan>& spans, const std::vector<DaySpan>& holes) {
    std::vector<DaySpan> result;
    for (DaySpan span : spans) {
        for (const DaySpan& hole : holes) {
            if (hole.to <= span.from || hole.from >= span.to) {
                continue;
            }
            if (hole.from > span.from) {
                result.push_back({span.from, hole.from});
            }
            span.from = hole.to;
        }
        if (span.from < span.to) {
            result.push_back(span);
        }
    }
    return result;
}

bool names_day(const std::vector<std::int32_t>& weekdays, base::LocalDate date) {
    const auto weekday = static_cast<std::int32_t>(base::iso_weekday(date));
    return std::ranges::find(weekdays, weekday) != weekdays.end();
}

std::string clock_text(base::LocalTime time) {
    const std::int32_t minutes = time.seconds / 60;
    const std::int32_t seconds = time.seconds % 60;
    return seconds == 0 ? fmt::format("{:02}:{:02}", minutes / 60, minutes % 60)
                        : fmt::format("{:02}:{:02}:{:02}", minutes / 60, minutes % 60, seconds);
}

bool is_month_day(std::int32_t month, std::int32_t day) {
    const auto leap = std::chrono::year(2024) / std::chrono::month(static_cast<unsigned>(month)) /
                      std::chrono::day(static_cast<unsigned>(day));
    return month >= 1 && day >= 1 && leap.ok();
}

} // namespace

base::Result<MonthDay> MonthDay::parse(std::string_view text) {
    const auto digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9'; };
    if (text.size() == 5 && text[2] == '-' && digit(0) && digit(1) && digit(3) && digit(4)) {
        const std::int32_t month = (text[0] - '0') * 10 + (text[1] - '0');
        const std::int32_t day = (text[3] - '0') * 10 + (text[4] - '0');
        if (is_month_day(month, day)) {
            return MonthDay{month, day};
        }
    }
    return base::fail(base::Fault::invalid, "schedule.not_a_month_day",
                      "phải là tháng-ngày như 05-31", "must be month-day such as 05-31");
}

std::string to_text(const MonthDay& day) {
    return fmt::format("{:02}-{:02}", day.month, day.day);
}

bool Season::covers(base::LocalDate date) const {
    const MonthDay day{static_cast<std::int32_t>(static_cast<unsigned>(date.day.month())),
                       static_cast<std::int32_t>(static_cast<unsigned>(date.day.day()))};
    return from <= to ? from <= day && day <= to : day >= from || day <= to;
}

bool is_hearing_distance(std::int32_t metres) {
    return metres >= 100 && metres <= 3'000;
}

UnitRules default_rules() {
    const auto at = [](std::int32_t hours, std::int32_t minutes) {
        return base::LocalTime{hours * 3600 + minutes * 60};
    };
    UnitRules rules;
    rules.unit_name = "quy định chung";
    rules.windows = {{{}, at(5, 30), at(6, 30), {}}, {{}, at(17, 0), at(18, 0), {}}};
    rules.quiet_hours = {{at(21, 0), at(5, 0), {}}};
    return rules;
}

std::string to_text(const std::vector<DaySpan>& spans) {
    std::string text;
    for (const DaySpan& span : spans) {
        text += text.empty() ? "" : ", ";
        text += clock_text(span.from) + "–" + clock_text(span.to);
    }
    return text;
}

std::string day_off_name(const UnitRules& rules, base::LocalDate date) {
    for (const DaysOff& days : rules.days_off) {
        if (days.first <= date && date <= days.last) {
            return days.name;
        }
    }
    return names_day(rules.weekdays_off, date) ? "ngày nghỉ trong tuần" : "";
}

std::vector<DaySpan> quiet_spans(const UnitRules& rules, base::LocalDate date) {
    std::vector<DaySpan> spans;
    for (const QuietHours& quiet : rules.quiet_hours) {
        const bool over_midnight = quiet.to <= quiet.from;
        const auto begins_on = [&](base::LocalDate day) {
            return !quiet.season || quiet.season->covers(day);
        };
        if (begins_on(date)) {
            spans.push_back({quiet.from, over_midnight ? base::LocalTime{day_seconds} : quiet.to});
        }
        if (over_midnight && begins_on(base::add_days(date, -1))) {
            spans.push_back({base::LocalTime{0}, quiet.to});
        }
    }
    return merged(std::move(spans));
}

std::vector<DaySpan> allowed_spans(const UnitRules& rules, base::LocalDate date) {
    if (!day_off_name(rules, date).empty()) {
        return {};
    }
    std::vector<DaySpan> spans;
    if (rules.windows.empty()) {
        spans.push_back({base::LocalTime{0}, base::LocalTime{day_seconds}});
    }
    for (const AllowedWindow& window : rules.windows) {
        const bool on_day = window.weekdays.empty() || names_day(window.weekdays, date);
        if (on_day && (!window.season || window.season->covers(date))) {
            spans.push_back({window.from, window.to});
        }
    }
    return without(merged(std::move(spans)), quiet_spans(rules, date));
}

base::Result<UnitRules> check_rules(UnitRules rules) {
    base::Error error = base::refuse(base::Fault::invalid, "schedule.wrong_rules",
                                     "Quy định giờ phát còn mục chưa đúng.",
                                     "Some members of the rules are wrong.");
    const auto wrong = [&](std::string pointer, const char* vi, const char* en) {
        error.fields.push_back({std::move(pointer), {vi, en}});
    };
    const auto within = [&](const char* pointer, std::int32_t value, std::int32_t most) {
        if (value < 0 || value > most) {
            wrong(pointer, "ngoài khoảng cho phép", "is out of range");
        }
    };
    const auto weekdays = [&](const std::string& pointer, const std::vector<std::int32_t>& days) {
        if (days.size() > 7 ||
            std::ranges::any_of(days, [](auto day) { return day < 1 || day > 7; })) {
            wrong(pointer, "ngày trong tuần từ 1 đến 7", "weekdays are 1 to 7");
        }
    };
    if (rules.unit_name.empty() || base::code_points(rules.unit_name) > 200) {
        wrong("/unit_name", "hãy ghi tên đơn vị", "name the unit");
    }
    if (rules.effective_to && *rules.effective_to < rules.effective_from) {
        wrong("/effective_to", "phải từ ngày bắt đầu trở đi", "must not be before effective_from");
    }
    if (rules.windows.size() > 50 || rules.quiet_hours.size() > 20 || rules.days_off.size() > 200 ||
        rules.priority_order.size() > 500) {
        wrong("", "quá nhiều mục", "has too many entries");
    }
    for (std::size_t i = 0; i < rules.windows.size(); ++i) {
        weekdays(fmt::format("/windows/{}/weekdays", i), rules.windows[i].weekdays);
        if (rules.windows[i].to <= rules.windows[i].from) {
            wrong(fmt::format("/windows/{}/to", i), "phải sau giờ bắt đầu", "must be after from");
        }
    }
    for (std::size_t i = 0; i < rules.days_off.size(); ++i) {
        if (rules.days_off[i].last < rules.days_off[i].first || rules.days_off[i].name.empty()) {
            wrong(fmt::format("/days_off/{}", i), "cần tên và ngày cuối không trước ngày đầu",
                  "needs a name and a last day not before the first");
        }
    }
    weekdays("/weekdays_off", rules.weekdays_off);
    within("/session_minutes_max", rules.session_minutes_max, 1'440);
    within("/day_minutes_max", rules.day_minutes_max, 1'440);
    within("/defer_minutes_max", rules.defer_minutes_max, 240);
    if (rules.stagger && !is_hearing_distance(rules.stagger->hearing_metres)) {
        wrong("/stagger/hearing_metres", "từ 100 đến 3.000 mét", "must be 100 to 3,000 metres");
    }
    if (!error.fields.empty()) {
        return base::fail(std::move(error));
    }
    return rules;
}

RuleBook::RuleBook(std::vector<UnitRules> rules) {
    rules_.push_back(default_rules());
    for (UnitRules& one : rules) {
        rules_.push_back(std::move(one));
    }
    for (std::size_t i = 1; i < rules_.size(); ++i) {
        by_area_[rules_[i].area].push_back(i);
    }
    for (auto& [area, indices] : by_area_) {
        std::ranges::sort(indices, [&](std::size_t a, std::size_t b) {
            return std::tie(rules_[b].effective_from, a) < std::tie(rules_[a].effective_from, b);
        });
    }
}

std::size_t RuleBook::find(const area::AreaPath& area, base::LocalDate date) const {
    std::vector<area::AreaCode> codes = area.codes();
    while (true) {
        if (const auto found = by_area_.find(area::AreaPath(codes)); found != by_area_.end()) {
            for (const std::size_t index : found->second) {
                const UnitRules& rules = rules_[index];
                if (rules.effective_from <= date &&
                    (!rules.effective_to || date <= *rules.effective_to)) {
                    return index;
                }
            }
        }
        if (codes.empty()) {
            return 0;
        }
        codes.pop_back();
    }
}

} // namespace schedule
