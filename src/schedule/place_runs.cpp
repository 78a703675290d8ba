#include "schedule/place_runs.hpp"

#include "schedule/preemption.hpp"
#include "schedule/stagger.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace schedule {

namespace {

using content::BroadcastClass;
constexpr std::int64_t minute_ms = 60'000;

/// Smaller goes first.
struct Rank {
    int class_rank;
    std::size_t order;       ///< of the commune, for priority only
    std::size_t priority_by; ///< depth of the unit, for priority only
    std::int64_t at;
    std::size_t depth;
    ProgrammeId programme;
    std::int32_t play;

    friend auto operator<=>(const Rank&, const Rank&) = default;
};

Rank rank_of(const Programme& programme, const Candidate& candidate, const UnitRules& rules) {
    const std::size_t depth = programme.area.codes().size();
    Rank rank{.class_rank = -static_cast<int>(programme.class_),
              .order = 0,
              .priority_by = 0,
              .at = candidate.occurrence.at.ms,
              .depth = depth,
              .programme = programme.id,
              .play = candidate.occurrence.play};
    if (programme.class_ == BroadcastClass::priority) {
        const auto& order = rules.priority_order;
        rank.order =
            static_cast<std::size_t>(std::ranges::find(order, programme.id) - order.begin());
        rank.priority_by = depth;
    }
    return rank;
}

struct Accepted {
    InstantSpan span;
    BroadcastClass class_;
    std::uint32_t programme;
    std::size_t depth;
};

/// How much of a candidate fits at a start, or why nothing does.
struct Fit {
    Reason reason = Reason::planned;
    std::uint32_t item_count = 0;
    std::int64_t duration_ms = 0;

    [[nodiscard]] bool fits() const {
        return reason == Reason::planned || reason == Reason::shortened;
    }
};

/// The time of one device while it is filled.
class DevicePlan {
public:
    DevicePlan(std::span<const ResolvedProgramme> programmes, const Horizon& horizon,
               const StaggerSlot& slot, base::Instant now)
        : programmes_(programmes), horizon_(horizon), slot_(slot), now_(now) {}

    [[nodiscard]] Outcome place(const Candidate& candidate) {
        Outcome outcome = decide(candidate);
        if (!outcome.is_placed()) {
            return outcome;
        }
        const Programme& programme = programme_of(candidate);
        const base::Instant from = outcome.at - base::Millis(outcome.stagger_ms);
        const Accepted accepted{
            {from, from + base::Millis(block_ms(candidate, outcome.duration_ms))},
            programme.class_,
            candidate.occurrence.programme,
            programme.area.codes().size()};
        const auto behind = std::ranges::upper_bound(accepted_, accepted.span, {},
                                                     [](const Accepted& one) { return one.span; });
        accepted_.insert(behind, accepted);
        if (programme.class_ != BroadcastClass::emergency) {
            sounded_ms_[base::to_local(outcome.at).date] += outcome.duration_ms;
        }
        if (outcome.at < now_) {
            outcome.reason = Reason::past;
        }
        return outcome;
    }

private:
    [[nodiscard]] const Programme& programme_of(const Candidate& candidate) const {
        return programmes_[candidate.occurrence.programme].programme;
    }

    /// Emergencies and their sirens sound everywhere at once, and a station at its own time.
    [[nodiscard]] bool is_staggered(const Candidate& candidate) const {
        return slot_.count > 1 && !candidate.is_relay &&
               programme_of(candidate).class_ != BroadcastClass::emergency &&
               horizon_.rules(candidate.occurrence.at).stagger;
    }
    /// How long after the first slot this device begins.
    [[nodiscard]] base::Millis offset_of(const Candidate& candidate) const {
        return base::Millis(
            is_staggered(candidate) ? slot_.index * slot_step_ms(slot_, candidate.duration_ms) : 0);
    }
    /// How long nothing else may sound here: until the last slot has died away, or this run ends.
    [[nodiscard]] std::int64_t block_ms(const Candidate& candidate, std::int64_t own_ms) const {
        return is_staggered(candidate) ? slot_.count * slot_step_ms(slot_, candidate.duration_ms)
                                       : own_ms;
    }
    /// When the first slot begins if nothing is in the way: a programme that plays several times
    /// goes on when every slot has had its turn.
    [[nodiscard]] base::Instant nominal_of(const Candidate& candidate) const {
        const std::int64_t longer =
            block_ms(candidate, candidate.duration_ms) - candidate.duration_ms;
        return candidate.occurrence.at + base::Millis(candidate.occurrence.play * longer);
    }

    [[nodiscard]] Outcome decide(const Candidate& candidate) const {
        const Programme& programme = programme_of(candidate);
        const base::Instant nominal = nominal_of(candidate);
        if (!candidate.has_substance || candidate.duration_ms <= 0) {
            return {.reason = Reason::nothing_to_play, .at = nominal};
        }
        if (candidate.not_before && nominal < *candidate.not_before) {
            return {.reason = Reason::too_early, .at = nominal};
        }
        const base::Millis offset = offset_of(candidate);
        const std::int64_t later_ms = (nominal + offset - candidate.occurrence.at).count();
        if (nominal + offset > candidate.not_after) {
            return {.reason = Reason::too_late, .at = nominal, .stagger_ms = later_ms};
        }
        const Fit first = fit(programme, candidate, nominal);
        if (!first.fits()) {
            return {.reason = first.reason,
                    .at = nominal,
                    .duration_ms = candidate.duration_ms,
                    .stagger_ms = later_ms};
        }
        return find_room(programme, candidate, first);
    }

    /// Moves the block behind whatever is in the way, as far as class, lateness and window allow.
    [[nodiscard]] Outcome find_room(const Programme& programme, const Candidate& candidate,
                                    Fit fitting) const {
        const base::Instant nominal = nominal_of(candidate);
        base::Instant at = nominal;
        std::optional<std::uint32_t> other;
        while (const Accepted* blocker = in_the_way(at, block_ms(candidate, fitting.duration_ms))) {
            other = other.value_or(blocker->programme);
            const bool higher = programme.area.codes().size() < blocker->depth;
            const auto word = clash_word(blocker->class_, programme.class_, higher);
            if (word == device_protocol::Clash::never) {
                return {.reason = Reason::never,
                        .at = nominal,
                        .duration_ms = candidate.duration_ms,
                        .other = blocker->programme};
            }
            at = blocker->span.to;
            if (may_wait_until(programme, candidate, at)) {
                fitting = fit(programme, candidate, at);
            } else {
                fitting.reason = Reason::overlap;
            }
            if (!fitting.fits()) {
                return {.reason = Reason::overlap,
                        .at = nominal,
                        .duration_ms = candidate.duration_ms,
                        .other = other};
            }
        }
        const base::Millis offset = offset_of(candidate);
        if (is_over_day_limit(programme, at + offset, fitting.duration_ms)) {
            return {.reason = Reason::day_limit, .at = nominal, .duration_ms = fitting.duration_ms};
        }
        return {.reason = at == nominal ? fitting.reason : Reason::deferred,
                .at = at + offset,
                .duration_ms = fitting.duration_ms,
                .item_count = fitting.item_count,
                .other = other,
                .stagger_ms = offset.count()};
    }

    [[nodiscard]] bool may_wait_until(const Programme& programme, const Candidate& candidate,
                                      base::Instant at) const {
        const base::Instant nominal = nominal_of(candidate);
        if (nominal < programme.changed_at || at + offset_of(candidate) > candidate.not_after) {
            return false;
        }
        if (programme.class_ == BroadcastClass::emergency) {
            return true;
        }
        const auto defer_max = std::chrono::minutes(horizon_.rules(nominal).defer_minutes_max);
        return at <= nominal + defer_max && horizon_.allowed_at(at) == horizon_.allowed_at(nominal);
    }

    /// A relay that has to wait is joined where it is then, and ends when it would have ended.
    [[nodiscard]] std::int64_t duration_from(const Candidate& candidate, base::Instant at) const {
        const std::int64_t missed_ms =
            candidate.is_relay ? (at - nominal_of(candidate)).count() : 0;
        return candidate.duration_ms - missed_ms;
    }

    /// How it fits when the first slot begins at `at`; every slot lies in the same allowed span.
    [[nodiscard]] Fit fit(const Programme& programme, const Candidate& candidate,
                          base::Instant at) const {
        const auto all = static_cast<std::uint32_t>(candidate.items.size());
        const std::int64_t duration_ms = duration_from(candidate, at);
        if (candidate.is_relay && duration_ms < relay_least.count()) {
            return {.reason = Reason::overlap};
        }
        if (programme.class_ == BroadcastClass::emergency) {
            return {Reason::planned, all, duration_ms};
        }
        const InstantSpan* span = horizon_.allowed_at(at);
        if (span == nullptr) {
            const Reason why = horizon_.is_quiet(at)     ? Reason::quiet_hours
                               : horizon_.is_day_off(at) ? Reason::day_off
                                                         : Reason::outside_windows;
            return {.reason = why};
        }
        const std::int64_t session_ms = minute_ms * horizon_.rules(at).session_minutes_max;
        const base::Instant own = at + offset_of(candidate);
        const std::int64_t room_ms = std::min(session_ms, (span->to - own).count());
        if (duration_ms <= room_ms) {
            return {Reason::planned, all, duration_ms};
        }
        if (programme.on_overrun == Overrun::shorten) {
            const Fit shorter = shorten(candidate, room_ms);
            if (shorter.fits()) {
                return shorter;
            }
        }
        if (duration_ms > session_ms) {
            return {.reason = Reason::session_too_long};
        }
        const InstantSpan whole{own, own + base::Millis(duration_ms)};
        return {.reason = horizon_.meets_quiet(whole) ? Reason::runs_into_quiet_hours
                                                      : Reason::runs_out_of_window};
    }

    /// The longest beginning of the run that fits, if it says anything.
    [[nodiscard]] static Fit shorten(const Candidate& candidate, std::int64_t room_ms) {
        Fit best{.reason = Reason::runs_out_of_window};
        std::int64_t duration_ms = 0;
        bool has_substance = false;
        for (std::uint32_t i = 0; i < candidate.items.size(); ++i) {
            const PlannedItem& item = candidate.items[i];
            duration_ms += item.duration_ms;
            if (duration_ms > room_ms) {
                break;
            }
            has_substance = has_substance || item.kind == ItemKind::bulletin ||
                            item.kind == ItemKind::recording;
            if (has_substance) {
                best = {Reason::shortened, i + 1, duration_ms};
            }
        }
        return best;
    }

    /// The first accepted run that meets the span.
    [[nodiscard]] const Accepted* in_the_way(base::Instant at, std::int64_t duration_ms) const {
        const base::Instant end = at + base::Millis(duration_ms);
        // Accepted runs do not overlap each other, so their ends ascend as well.
        const auto first = std::ranges::upper_bound(
            accepted_, at, {}, [](const Accepted& one) { return one.span.to; });
        return first != accepted_.end() && first->span.from < end ? &*first : nullptr;
    }

    [[nodiscard]] bool is_over_day_limit(const Programme& programme, base::Instant at,
                                         std::int64_t duration_ms) const {
        if (programme.class_ == BroadcastClass::emergency) {
            return false;
        }
        const auto day = sounded_ms_.find(base::to_local(at).date);
        const std::int64_t sounded = day == sounded_ms_.end() ? 0 : day->second;
        return sounded + duration_ms > minute_ms * horizon_.rules(at).day_minutes_max;
    }

    std::span<const ResolvedProgramme> programmes_;
    const Horizon& horizon_;
    const StaggerSlot& slot_;
    base::Instant now_;
    std::vector<Accepted> accepted_; ///< ascending, not overlapping
    std::map<base::LocalDate, std::int64_t> sounded_ms_;
};

} // namespace

std::vector<Outcome> place_runs(std::span<const ResolvedProgramme> programmes,
                                std::span<const Candidate> candidates,
                                std::span<const std::uint32_t> mine, const Horizon& horizon,
                                const StaggerSlot& slot, base::Instant now) {
    std::vector<std::pair<Rank, std::uint32_t>> order;
    order.reserve(mine.size());
    for (const std::uint32_t index : mine) {
        const Candidate& candidate = candidates[index];
        const Programme& programme = programmes[candidate.occurrence.programme].programme;
        order.emplace_back(rank_of(programme, candidate, horizon.rules(candidate.occurrence.at)),
                           index);
    }
    std::ranges::sort(order);
    DevicePlan plan(programmes, horizon, slot, now);
    std::vector<Outcome> outcomes;
    outcomes.reserve(order.size());
    for (const auto& [rank, index] : order) {
        Outcome outcome = plan.place(candidates[index]);
        outcome.candidate = index;
        outcomes.push_back(outcome);
    }
    return outcomes;
}

} // namespace schedule
