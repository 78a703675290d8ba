#include "schedule/timeline.hpp"

#include "schedule/candidates.hpp"
#include "schedule/device_groups.hpp"
#include "schedule/horizon.hpp"
#include "schedule/place_runs.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>

namespace schedule {

namespace {

/// The candidates of all programmes, one programme behind the other.
struct Candidates {
    std::vector<Candidate> all;
    std::vector<std::uint32_t> first; ///< of each programme; one more at the end
};

Candidates find_candidates(std::span<const ResolvedProgramme> programmes,
                           const PlanWindow& window) {
    Candidates found;
    for (std::uint32_t i = 0; i < programmes.size(); ++i) {
        found.first.push_back(static_cast<std::uint32_t>(found.all.size()));
        if (programmes[i].programme.state == ProgrammeState::active) {
            auto own = candidates_of(programmes[i], i, window);
            std::ranges::move(own, std::back_inserter(found.all));
        }
    }
    found.first.push_back(static_cast<std::uint32_t>(found.all.size()));
    return found;
}

/// Outcomes that differ in nothing a person is told are one decision.
struct DecisionKey {
    std::uint32_t candidate;
    Reason reason;
    std::size_t rules;
    std::optional<std::uint32_t> other;
    base::Instant at; ///< of the first slot
    std::int64_t stagger_ms;

    friend bool operator==(const DecisionKey&, const DecisionKey&) = default;
};

struct DecisionKeyHash {
    std::size_t operator()(const DecisionKey& key) const {
        std::uint64_t hash = key.candidate;
        for (const std::uint64_t part :
             {static_cast<std::uint64_t>(key.reason), static_cast<std::uint64_t>(key.rules),
              std::uint64_t{key.other.value_or(~0U)}, static_cast<std::uint64_t>(key.at.ms),
              static_cast<std::uint64_t>(key.stagger_ms)}) {
            hash = (hash ^ part) * 0x9E3779B97F4A7C15ULL;
            hash ^= hash >> 32U;
        }
        return hash;
    }
};

class TimelineBuilder {
public:
    TimelineBuilder(std::span<const ResolvedProgramme> programmes,
                    std::span<const TargetDevice> devices, Candidates candidates)
        : programmes_(programmes), devices_(devices), candidates_(std::move(candidates)),
          placements_(candidates_.all.size()) {}

    [[nodiscard]] const Candidates& candidates() const { return candidates_; }

    void add(const DeviceGroup& group, const Outcome& outcome, std::size_t rules) {
        if (outcome.is_placed() && outcome.reason != Reason::past) {
            auto& placements = placements_[outcome.candidate];
            const base::Instant not_after = latest_start(outcome);
            for (const std::uint32_t device : group.devices) {
                placements.push_back({devices_[device].id, outcome.at, not_after,
                                      outcome.duration_ms, outcome.item_count, outcome.stagger_ms});
            }
        }
        // The rules in force tell nothing about a run that is played as planned.
        const std::size_t shown_rules = outcome.reason == Reason::planned ? 0 : rules;
        // What is played is one decision for all slots; what is not names the slot's own time.
        const bool is_placed = outcome.is_placed();
        const base::Instant first_slot =
            outcome.at - base::Millis(is_placed ? outcome.stagger_ms : 0);
        Decision& decision =
            decision_for({outcome.candidate, outcome.reason, shown_rules, outcome.other, first_slot,
                          is_placed ? 0 : outcome.stagger_ms});
        decision.duration_ms = outcome.duration_ms;
        decision.device_count += static_cast<std::int64_t>(group.devices.size());
        if (is_placed && first_slot != decision.occurrence.at) {
            decision.moved_to = first_slot;
        }
        if (outcome.reason != Reason::planned) {
            for (const std::uint32_t device : group.devices) {
                decision.devices.push_back(devices_[device].id);
            }
        }
    }

    void add_without_devices(std::uint32_t programme) {
        for (std::uint32_t i = candidates_.first[programme]; i < candidates_.first[programme + 1];
             ++i) {
            (void)decision_for(
                {i, Reason::no_devices, 0, std::nullopt, candidates_.all[i].occurrence.at, 0});
        }
    }

    [[nodiscard]] Timeline finish() {
        Timeline result;
        for (std::size_t i = 0; i < candidates_.all.size(); ++i) {
            if (!placements_[i].empty()) {
                result.runs.push_back(make_run(candidates_.all[i], std::move(placements_[i])));
            }
        }
        std::ranges::sort(result.runs, {}, [](const TimelineRun& run) {
            return std::tie(run.occurrence.at, run.id);
        });
        result.log = std::move(log_);
        std::ranges::sort(result.log, {}, [](const Decision& decision) {
            return std::tie(decision.occurrence.at, decision.occurrence.programme,
                            decision.occurrence.play, decision.reason, decision.rules,
                            decision.other, decision.moved_to, decision.stagger_ms);
        });
        return result;
    }

private:
    [[nodiscard]] base::Instant latest_start(const Outcome& outcome) const {
        const Candidate& candidate = candidates_.all[outcome.candidate];
        const Programme& programme = programmes_[candidate.occurrence.programme].programme;
        const base::Instant late =
            outcome.at + (candidate.is_relay
                              ? base::Millis(outcome.duration_ms)
                              : base::Millis(std::chrono::seconds(programme.late_seconds_max)));
        return std::min(late, candidate.not_after);
    }

    [[nodiscard]] TimelineRun make_run(Candidate& candidate,
                                       std::vector<DevicePlacement> placements) const {
        const Programme& programme = programmes_[candidate.occurrence.programme].programme;
        const Occurrence& occurrence = candidate.occurrence;
        std::ranges::sort(placements, {}, &DevicePlacement::device);
        return {.id = make_run_id(programme.id, occurrence.date, occurrence.time, occurrence.play),
                .occurrence = occurrence,
                .items = std::move(candidate.items),
                .devices = std::move(placements)};
    }

    Decision& decision_for(const DecisionKey& key) {
        const auto [at, is_new] = index_.try_emplace(key, log_.size());
        if (is_new) {
            log_.push_back({.occurrence = candidates_.all[key.candidate].occurrence,
                            .reason = key.reason,
                            .rules = key.rules,
                            .other = key.other,
                            .stagger_ms = key.stagger_ms});
        }
        return log_[at->second];
    }

    std::span<const ResolvedProgramme> programmes_;
    std::span<const TargetDevice> devices_;
    Candidates candidates_;
    std::vector<std::vector<DevicePlacement>> placements_; ///< of each candidate
    std::unordered_map<DecisionKey, std::size_t, DecisionKeyHash> index_;
    std::vector<Decision> log_;
};

} // namespace

Timeline timeline(std::span<const ResolvedProgramme> programmes, const RuleBook& rules,
                  std::span<const TargetDevice> devices, const PlanWindow& window,
                  base::Instant now) {
    TimelineBuilder builder(programmes, devices, find_candidates(programmes, window));
    const Candidates& candidates = builder.candidates();
    std::vector<bool> has_device(programmes.size(), false);
    std::map<std::vector<std::size_t>, Horizon> horizons;
    for (const DeviceGroup& group : group_devices(programmes, rules, devices, window)) {
        const auto horizon =
            horizons.try_emplace(group.rules_by_day, rules, window.from, group.rules_by_day).first;
        std::vector<std::uint32_t> mine;
        for (const std::uint32_t programme : group.programmes) {
            has_device[programme] = true;
            for (std::uint32_t i = candidates.first[programme]; i < candidates.first[programme + 1];
                 ++i) {
                mine.push_back(i);
            }
        }
        for (const Outcome& outcome :
             place_runs(programmes, candidates.all, mine, horizon->second, group.slot, now)) {
            const base::Instant nominal = candidates.all[outcome.candidate].occurrence.at;
            builder.add(group, outcome, horizon->second.rules_at(nominal));
        }
    }
    for (std::uint32_t i = 0; i < programmes.size(); ++i) {
        if (!has_device[i]) {
            builder.add_without_devices(i);
        }
    }
    return builder.finish();
}

} // namespace schedule
