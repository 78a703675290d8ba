#include "schedule/explain.hpp"

#include <fmt/format.h>

namespace schedule {

namespace {

std::string clock_text(base::LocalTime time) {
    return fmt::format("{:02}:{:02}", time.seconds / 3'600, time.seconds / 60 % 60);
}

std::string clock_text(base::Instant at) {
    return clock_text(base::to_local(at).time);
}

std::string day_text(base::LocalDate date) {
    return fmt::format("{}/{}/{}", static_cast<unsigned>(date.day.day()),
                       static_cast<unsigned>(date.day.month()), static_cast<int>(date.day.year()));
}

/// The quiet hours that hold the time, as the unit wrote them: `21:00–05:00`.
std::string quiet_text(const UnitRules& rules, base::LocalTime time) {
    for (const QuietHours& quiet : rules.quiet_hours) {
        const bool over_midnight = quiet.to <= quiet.from;
        const bool inside = over_midnight ? time >= quiet.from || time < quiet.to
                                          : quiet.from <= time && time < quiet.to;
        if (inside) {
            return clock_text(quiet.from) + "–" + clock_text(quiet.to);
        }
    }
    return to_text(quiet_spans(rules, {}));
}

base::Message allowed_text(const UnitRules& rules, base::LocalDate date) {
    const std::string spans = to_text(allowed_spans(rules, date));
    if (spans.empty()) {
        return {"Hôm đó không được phát.", "Nothing may sound on that day."};
    }
    return {"Được phép phát: " + spans + ".", "Allowed: " + spans + "."};
}

std::string minutes_text(std::int64_t duration_ms) {
    const std::int64_t seconds = (duration_ms + 999) / 1'000;
    return fmt::format("{}:{:02}", seconds / 60, seconds % 60);
}

/// What the rules of the place have against it.
base::Message explain_rule(const Decision& decision, const UnitRules& rules) {
    const base::Instant at = decision.occurrence.at + base::Millis(decision.stagger_ms);
    const base::LocalDateTime local = base::to_local(at);
    const std::string time = clock_text(local.time);
    const std::string end = clock_text(at + base::Millis(decision.duration_ms));
    const std::string& unit = rules.unit_name;
    const base::Message allowed = allowed_text(rules, local.date);
    switch (decision.reason) {
    case Reason::quiet_hours: {
        const std::string quiet = quiet_text(rules, local.time);
        return {fmt::format("Giờ {} nằm trong giờ yên lặng ({}) của {}. {}", time, quiet, unit,
                            allowed.vi),
                fmt::format("{} lies in the quiet hours ({}) of {}. {}", time, quiet, unit,
                            allowed.en)};
    }
    case Reason::runs_into_quiet_hours:
        return {fmt::format("Phát từ {} sẽ kéo dài đến {}, lấn vào giờ yên lặng của {}. {}", time,
                            end, unit, allowed.vi),
                fmt::format("From {} it would last until {}, into the quiet hours of {}. {}", time,
                            end, unit, allowed.en)};
    case Reason::outside_windows:
        return {fmt::format("Giờ {} nằm ngoài khung giờ phát của {}. {}", time, unit, allowed.vi),
                fmt::format("{} is outside the windows of {}. {}", time, unit, allowed.en)};
    case Reason::runs_out_of_window:
        return {fmt::format("Phát từ {} sẽ kéo dài đến {}, quá khung giờ phát của {}. {}", time,
                            end, unit, allowed.vi),
                fmt::format("From {} it would last until {}, beyond the window of {}. {}", time,
                            end, unit, allowed.en)};
    case Reason::day_off: {
        const std::string name = day_off_name(rules, local.date);
        return {fmt::format("Ngày {} {} không phát ({}).", day_text(local.date), unit, name),
                fmt::format("{} does not broadcast on {} ({}).", unit, day_text(local.date), name)};
    }
    case Reason::session_too_long:
        return {fmt::format("Dài {} phút, quá mức {} phút cho một lượt phát của {}.",
                            minutes_text(decision.duration_ms), rules.session_minutes_max, unit),
                fmt::format("It lasts {} minutes; one run of {} may last {} minutes.",
                            minutes_text(decision.duration_ms), unit, rules.session_minutes_max)};
    case Reason::day_limit:
        return {fmt::format("Ngày {} đã đủ {} phút phát của {}. Hãy chọn ngày khác hoặc bỏ bớt.",
                            day_text(local.date), rules.day_minutes_max, unit),
                fmt::format("The {} minutes a day of {} are used up on {}.", rules.day_minutes_max,
                            unit, day_text(local.date))};
    default:
        return {};
    }
}

base::Message explain_clash(const Decision& decision, const Programme& programme,
                            const std::string& other) {
    const std::string time = clock_text(decision.occurrence.at);
    switch (decision.reason) {
    case Reason::deferred: {
        const std::string moved = clock_text(decision.moved_to.value_or(decision.occurrence.at));
        if (is_relay(programme)) {
            const std::string end = clock_text(decision.moved_to.value_or(decision.occurrence.at) +
                                               base::Millis(decision.duration_ms));
            return {fmt::format("Lúc {} trùng giờ với “{}” nên tiếp sóng từ {}, vẫn kết thúc lúc "
                                "{}.",
                                time, other, moved, end),
                    fmt::format("At {} it clashes with “{}”; it is relayed from {} and ends at {} "
                                "all the same.",
                                time, other, moved, end)};
        }
        return {fmt::format("Lúc {} trùng giờ với “{}” nên lùi đến {}.", time, other, moved),
                fmt::format("At {} it clashes with “{}” and moves to {}.", time, other, moved)};
    }
    case Reason::never:
        return {fmt::format("Lúc {} đang phát khẩn cấp “{}” nên không phát.", time, other),
                fmt::format("At {} the emergency “{}” sounds, so it is not played.", time, other)};
    default:
        return {fmt::format("Lúc {} trùng giờ với “{}” và không lùi được.", time, other),
                fmt::format("At {} it clashes with “{}” and cannot be moved.", time, other)};
    }
}

} // namespace

base::Message explain(const Decision& decision, std::span<const ResolvedProgramme> programmes,
                      const RuleBook& rules) {
    const std::string time = clock_text(decision.occurrence.at + base::Millis(decision.stagger_ms));
    switch (decision.reason) {
    case Reason::planned: {
        const std::string first = clock_text(decision.moved_to.value_or(decision.occurrence.at));
        return {"Phát lúc " + first + ".", "Sounds at " + first + "."};
    }
    case Reason::past:
        return {"Giờ " + time + " đã qua.", time + " is over."};
    case Reason::shortened:
        return {fmt::format("Phát lúc {}, bỏ bớt phần cuối, còn {} phút.", time,
                            minutes_text(decision.duration_ms)),
                fmt::format("Sounds at {} without its end, for {} minutes.", time,
                            minutes_text(decision.duration_ms))};
    case Reason::deferred:
    case Reason::overlap:
    case Reason::never:
        return explain_clash(decision, programmes[decision.occurrence.programme].programme,
                             decision.other ? programmes[*decision.other].programme.title : "");
    case Reason::nothing_to_play:
        return {"Lúc " + time + " không có nội dung nào đã duyệt và còn hiệu lực.",
                "At " + time + " nothing is approved and valid."};
    case Reason::too_early:
        return {"Lúc " + time + " chưa đến giờ sớm nhất được phát của bản tin.",
                "At " + time + " the bulletin must not start yet."};
    case Reason::too_late:
        return {"Lúc " + time + " đã quá giờ muộn nhất được phát của bản tin.",
                "At " + time + " the bulletin must not start any more."};
    case Reason::no_devices:
        return {"Nơi phát đã chọn chưa có cụm loa nào đang hoạt động.",
                "The chosen place has no device in service."};
    default:
        return explain_rule(decision, rules.at(decision.rules));
    }
}

} // namespace schedule
