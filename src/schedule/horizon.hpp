#pragma once

#include "schedule/unit_rules.hpp"

#include <span>

namespace schedule {

struct InstantSpan {
    base::Instant from;
    base::Instant to;

    friend auto operator<=>(const InstantSpan&, const InstantSpan&) = default;
};

/// When a place may sound during a window: the rules of its days laid end to end, so that a run
/// over midnight is judged like any other.
class Horizon {
public:
    /// `rules_by_day` holds the index into `rules` for each day from `first_day` on. `rules` must
    /// outlive the horizon.
    Horizon(const RuleBook& rules, base::LocalDate first_day,
            std::span<const std::size_t> rules_by_day);

    /// The allowed span that holds the instant, or nullptr.
    [[nodiscard]] const InstantSpan* allowed_at(base::Instant at) const;
    [[nodiscard]] bool is_quiet(base::Instant at) const;
    [[nodiscard]] bool is_day_off(base::Instant at) const;
    /// True when quiet hours begin within the span.
    [[nodiscard]] bool meets_quiet(const InstantSpan& span) const;
    /// Index into the RuleBook of the rules on the day of the instant.
    [[nodiscard]] std::size_t rules_at(base::Instant at) const;
    [[nodiscard]] const UnitRules& rules(base::Instant at) const { return rules_.at(rules_at(at)); }

private:
    const RuleBook& rules_;
    base::LocalDate first_day_;
    std::vector<std::size_t> rules_by_day_;
    std::vector<InstantSpan> allowed_;
    std::vector<InstantSpan> quiet_;
};

} // namespace schedule
