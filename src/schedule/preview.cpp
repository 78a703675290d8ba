#include "schedule/preview.hpp"

#include "schedule/device_groups.hpp"
#include "schedule/explain.hpp"
#include "schedule/stagger.hpp"

#include <algorithm>

namespace schedule {

namespace {

constexpr int days_max = 31;
constexpr std::size_t entries_max = 100;

bool is_clash(Reason reason) {
    return reason == Reason::deferred || reason == Reason::overlap || reason == Reason::never;
}

/// From the first coming day of the programme until its twentieth run, at most 31 days.
PlanWindow window_of(const Programme& programme, base::Instant now) {
    const base::LocalDate today = base::to_local(now).date;
    const auto days = occurrence_days(programme.days, today, base::add_days(today, 366));
    if (days.empty()) {
        return {today, base::add_days(today, 1)};
    }
    const std::size_t runs_a_day = std::max<std::size_t>(
        1, programme.times.size() * static_cast<std::size_t>(programme.plays));
    // One day more than needed, because today's first runs may be over.
    const std::size_t last = std::min(days.size() - 1, next_runs_max / runs_a_day + 1);
    const base::LocalDate end =
        std::min(base::add_days(days[last], 1), base::add_days(days.front(), days_max));
    return {days.front(), end};
}

/// The devices that the programme names.
std::vector<TargetDevice> devices_of(const ResolvedProgramme& programme, const RuleBook& rules,
                                     std::span<const TargetDevice> devices,
                                     const PlanWindow& window) {
    std::vector<TargetDevice> found;
    for (const DeviceGroup& group : group_devices({&programme, 1}, rules, devices, window)) {
        for (const std::uint32_t index : group.devices) {
            found.push_back(devices[index]);
        }
    }
    return found;
}

/// The slots of the devices that it names, the last of which ends the programme.
std::optional<PreviewedStagger> stagger_of(const Programme& programme,
                                           std::span<const TargetDevice> named,
                                           std::int64_t duration_ms) {
    PreviewedStagger stagger;
    for (const TargetDevice& device : named) {
        const auto index = static_cast<std::size_t>(device.slot.index);
        if (index >= stagger.device_counts.size()) {
            stagger.device_counts.resize(index + 1);
        }
        ++stagger.device_counts[index];
        stagger.gap_ms = std::max(stagger.gap_ms, device.slot.gap_ms);
        stagger.added_ms =
            std::max(stagger.added_ms, device.slot.index * slot_step_ms(device.slot, duration_ms));
    }
    const bool together =
        programme.class_ == content::BroadcastClass::emergency || is_relay(programme);
    return together || stagger.device_counts.size() < 2 ? std::nullopt : std::optional(stagger);
}

} // namespace

bool Preview::is_clean() const {
    const auto harmless = [](const Refusal& refusal) {
        return refusal.reason == Reason::day_off || refusal.reason == Reason::nothing_to_play ||
               refusal.reason == Reason::too_early || refusal.reason == Reason::too_late;
    };
    return conflicts.empty() && std::ranges::all_of(refusals, harmless);
}

const Refusal* Preview::hard_refusal() const {
    const auto quiet = std::ranges::find(refusals, Reason::quiet_hours, &Refusal::reason);
    if (quiet != refusals.end()) {
        return &*quiet;
    }
    return next_runs.empty() && !refusals.empty() ? &refusals.front() : nullptr;
}

Preview preview(const ResolvedProgramme& proposed, std::span<const ResolvedProgramme> existing,
                const RuleBook& rules, std::span<const TargetDevice> devices, base::Instant now) {
    std::vector<ResolvedProgramme> all{proposed};
    for (const ResolvedProgramme& one : existing) {
        if (one.programme.id != proposed.programme.id) {
            all.push_back(one);
        }
    }
    const PlanWindow window = window_of(proposed.programme, now);
    const std::vector<TargetDevice> named = devices_of(proposed, rules, devices, window);
    const Timeline planned = timeline(all, rules, named, window, now);
    Preview result;
    result.device_count = static_cast<std::int64_t>(named.size());
    for (const Decision& decision : planned.log) {
        const bool is_proposed = decision.occurrence.programme == 0;
        if (decision.occurrence.at < now || decision.reason == Reason::past) {
            continue;
        }
        const base::Message message = explain(decision, all, rules);
        if (is_proposed && !decision.is_refusal() && result.next_runs.size() < next_runs_max) {
            result.run_duration_ms = std::max(result.run_duration_ms, decision.duration_ms);
            result.next_runs.push_back({decision.moved_to.value_or(decision.occurrence.at),
                                        decision.duration_ms, decision.reason,
                                        decision.device_count, message});
        }
        if (is_clash(decision.reason) && decision.other && (is_proposed || *decision.other == 0) &&
            result.conflicts.size() < entries_max) {
            const std::uint32_t other =
                is_proposed ? *decision.other : decision.occurrence.programme;
            result.conflicts.push_back({all[other].programme.id, all[other].programme.title,
                                        decision.occurrence.at, is_proposed, decision.reason,
                                        decision.device_count, message});
        }
        if (is_proposed && decision.is_refusal() && !is_clash(decision.reason) &&
            result.refusals.size() < entries_max) {
            result.refusals.push_back(
                {decision.occurrence.at, decision.reason, decision.device_count, message});
        }
    }
    result.stagger = stagger_of(proposed.programme, named, result.run_duration_ms);
    return result;
}

} // namespace schedule
