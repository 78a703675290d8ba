#include "schedule/horizon.hpp"

#include <algorithm>

namespace schedule {

namespace {

void append(std::vector<InstantSpan>& spans, base::LocalDate date,
            const std::vector<DaySpan>& day_spans) {
    for (const DaySpan& span : day_spans) {
        const InstantSpan next{base::to_instant({date, span.from}),
                               base::to_instant({date, span.to})};
        if (!spans.empty() && spans.back().to == next.from) {
            spans.back().to = next.to;
        } else {
            spans.push_back(next);
        }
    }
}

const InstantSpan* span_at(const std::vector<InstantSpan>& spans, base::Instant at) {
    const auto after = std::ranges::upper_bound(spans, at, {}, &InstantSpan::from);
    if (after == spans.begin() || std::prev(after)->to <= at) {
        return nullptr;
    }
    return &*std::prev(after);
}

} // namespace

Horizon::Horizon(const RuleBook& rules, base::LocalDate first_day,
                 std::span<const std::size_t> rules_by_day)
    : rules_(rules), first_day_(first_day),
      rules_by_day_(rules_by_day.begin(), rules_by_day.end()) {
    base::LocalDate date = first_day;
    for (const std::size_t index : rules_by_day_) {
        append(allowed_, date, allowed_spans(rules_.at(index), date));
        append(quiet_, date, quiet_spans(rules_.at(index), date));
        date = base::add_days(date, 1);
    }
}

const InstantSpan* Horizon::allowed_at(base::Instant at) const {
    return span_at(allowed_, at);
}

bool Horizon::is_quiet(base::Instant at) const {
    return span_at(quiet_, at) != nullptr;
}

bool Horizon::is_day_off(base::Instant at) const {
    return !day_off_name(rules(at), base::to_local(at).date).empty();
}

bool Horizon::meets_quiet(const InstantSpan& span) const {
    const auto next = std::ranges::lower_bound(quiet_, span.from, {}, &InstantSpan::from);
    return next != quiet_.end() && next->from < span.to;
}

std::size_t Horizon::rules_at(base::Instant at) const {
    const int day = base::days_between(first_day_, base::to_local(at).date);
    const int last = static_cast<int>(rules_by_day_.size()) - 1;
    return rules_by_day_[static_cast<std::size_t>(std::clamp(day, 0, last))];
}

} // namespace schedule
