#include "alarms/alarm_step.hpp"

#include <algorithm>
#include <set>

namespace alarms {

using namespace std::chrono_literals;

namespace {

constexpr std::int32_t relapses_max = 8;

/// What stands, and what stood last, by device and kind.
class Known {
public:
    explicit Known(std::span<const Alarm> alarms) {
        for (const Alarm& alarm : alarms) {
            auto& place = (alarm.cleared_at ? cleared_ : standing_)[{alarm.device, alarm.kind}];
            if (place == nullptr || place->raised_at < alarm.raised_at) {
                place = &alarm;
            }
        }
    }
    [[nodiscard]] const Alarm* standing(const DeviceId& device, AlarmKind kind) const {
        return find(standing_, device, kind);
    }
    [[nodiscard]] const Alarm* cleared(const DeviceId& device, AlarmKind kind) const {
        return find(cleared_, device, kind);
    }

private:
    using Places = std::map<std::pair<DeviceId, AlarmKind>, const Alarm*>;
    static const Alarm* find(const Places& places, const DeviceId& device, AlarmKind kind) {
        const auto found = places.find({device, kind});
        return found == places.end() ? nullptr : found->second;
    }

    Places standing_;
    Places cleared_;
};

std::optional<base::Instant> next_escalation(const Alarm& alarm, base::Millis after,
                                             base::Instant now) {
    const bool at_the_top = static_cast<std::size_t>(alarm.level) >= alarm.area.codes().size();
    return at_the_top ? std::nullopt : std::optional(now + after);
}

AlarmChange clear(Alarm alarm, base::Instant now) {
    alarm.cleared_at = now;
    alarm.escalate_at.reset();
    ++alarm.version;
    return {.alarm = std::move(alarm), .tell = Happening::cleared};
}

/// A standing alarm under its present fact; nothing when nothing changes.
std::optional<AlarmChange> go_on(Alarm alarm, const Fact& fact, base::Millis escalate_after,
                                 base::Instant now) {
    const Alarm before = alarm;
    if (fact.verdict == Verdict::right) {
        alarm.calm_since = alarm.calm_since.value_or(now);
        if (now - *alarm.calm_since >= calm_needed(alarm)) {
            return clear(std::move(alarm), now);
        }
    } else if (fact.verdict == Verdict::wrong) {
        alarm.calm_since.reset();
        alarm.cause = fact.cause;
    }
    std::optional<Happening> tell;
    if (alarm.escalate_at && now >= *alarm.escalate_at && !alarm.acknowledged_at &&
        !alarm.calm_since) {
        ++alarm.level;
        alarm.escalate_at = next_escalation(alarm, escalate_after, now);
        tell = Happening::escalated;
    }
    if (alarm == before) {
        return std::nullopt;
    }
    ++alarm.version;
    return AlarmChange{.alarm = std::move(alarm), .tell = tell};
}

AlarmChange raise(const DeviceFacts& device, const Fact& fact, const Alarm* last,
                  base::Millis escalate_after, base::Instant now) {
    Alarm alarm{.device = device.device,
                .kind = fact.kind,
                .area = device.area,
                .device_name = device.name,
                .cause = fact.cause,
                .raised_at = now};
    alarm.escalate_at = next_escalation(alarm, escalate_after, now);
    if (last != nullptr && now - *last->cleared_at < relapse_within) {
        alarm.relapses = std::min(last->relapses + 1, relapses_max);
    }
    return {.alarm = std::move(alarm), .tell = Happening::raised, .is_new = true};
}

} // namespace

area::AreaPath told_area(const area::AreaPath& area, std::int32_t level) {
    std::vector<area::AreaCode> codes = area.codes();
    codes.resize(codes.size() - std::min(codes.size(), static_cast<std::size_t>(level)));
    return area::AreaPath(std::move(codes));
}

Patience patience_of(AlarmKind kind) {
    switch (kind) {
    case AlarmKind::silent: // a line that breaks for a moment is back after a few seconds
        return {.before_raising = 20s, .before_clearing = 30s};
    case AlarmKind::commanded_silent:
    case AlarmKind::sound_fault:
        return {.before_raising = 15s, .before_clearing = 1min};
    case AlarmKind::sounding_unasked:
    case AlarmKind::mains_lost:
        return {.before_raising = 30s, .before_clearing = 1min};
    case AlarmKind::clock_wrong: // more than one heartbeat, since the first may be before NTP
        return {.before_raising = 90s, .before_clearing = 2min};
    case AlarmKind::store_full:
    case AlarmKind::sim_ending:
    case AlarmKind::relay_lost:
    case AlarmKind::sends_too_much:
        break; // they have a band of their own and change slowly
    }
    return {.before_raising = 0s, .before_clearing = 1min};
}

base::Millis calm_needed(const Alarm& alarm) {
    base::Millis calm = patience_of(alarm.kind).before_clearing;
    for (std::int32_t i = 0; i < alarm.relapses && calm < calm_max; ++i) {
        calm *= 4;
    }
    return std::min(calm, calm_max);
}

AlarmStep alarm_step(std::span<const DeviceFacts> devices, std::span<const Alarm> known,
                     const Suspicions& suspicions, base::Millis escalate_after, base::Instant now) {
    AlarmStep step;
    const Known by_place(known);
    std::set<DeviceId> in_use;
    for (const DeviceFacts& device : devices) {
        in_use.insert(device.device);
        for (const Fact& fact : device.facts) {
            if (const Alarm* standing = by_place.standing(device.device, fact.kind)) {
                if (auto change = go_on(*standing, fact, escalate_after, now)) {
                    step.changes.push_back(std::move(*change));
                }
                continue;
            }
            const std::pair place(device.device, fact.kind);
            const auto suspected = suspicions.find(place);
            if (fact.verdict == Verdict::right ||
                (fact.verdict == Verdict::unknown && suspected == suspicions.end())) {
                continue;
            }
            const base::Instant first = suspected == suspicions.end() ? now : suspected->second;
            const base::Instant since = std::min(first, fact.since.value_or(first));
            if (fact.verdict == Verdict::wrong &&
                now - since >= patience_of(fact.kind).before_raising) {
                step.changes.push_back(raise(
                    device, fact, by_place.cleared(device.device, fact.kind), escalate_after, now));
            } else {
                step.suspicions.emplace(place, since);
            }
        }
    }
    for (const Alarm& alarm : known) {
        if (!alarm.cleared_at && !in_use.contains(alarm.device)) {
            step.changes.push_back(clear(alarm, now));
        }
    }
    return step;
}

} // namespace alarms
