#pragma once

#include "alarms/observe.hpp"

#include <map>
#include <span>
#include <utility>
#include <vector>

namespace alarms {

/// Alarms slower than this to clear would look forgotten.
inline constexpr base::Millis calm_max = std::chrono::minutes(32);
/// An alarm raised within this after the last one of its kind cleared is a relapse.
inline constexpr base::Millis relapse_within = std::chrono::hours(1);

/// How long a fact must stand before it is an alarm, and be gone before the alarm clears. A relapse
/// must be gone four times as long as the one before, at most `calm_max`: a device that comes and
/// goes rings a few times, then stands as one alarm until it is well.
struct Patience {
    base::Millis before_raising;
    base::Millis before_clearing;
};
[[nodiscard]] Patience patience_of(AlarmKind kind);
[[nodiscard]] base::Millis calm_needed(const Alarm& alarm);

struct DeviceFacts {
    DeviceId device;
    area::AreaPath area;
    std::string name;
    std::vector<Fact> facts; ///< at most one per kind
};

/// Facts that are wrong, but not yet for long enough: since when.
using Suspicions = std::map<std::pair<DeviceId, AlarmKind>, base::Instant>;

/// An alarm as it is to be stored. A new one has no id yet.
struct AlarmChange {
    Alarm alarm;
    std::optional<Happening> tell; ///< none: nobody is told, such as that the fact is gone for now
    bool is_new = false;
};

struct AlarmStep {
    std::vector<AlarmChange> changes;
    Suspicions suspicions;
};

/// What changes now; pure. `devices` are all in use that have a wrong fact, a standing alarm or a
/// suspicion, and any others: alarms and suspicions of devices that are not among them end at once.
/// `known` holds every alarm that is not cleared, and the last cleared one of each device and kind
/// within `relapse_within`. Unacknowledged alarms go one level up every `escalate_after`.
[[nodiscard]] AlarmStep alarm_step(std::span<const DeviceFacts> devices,
                                   std::span<const Alarm> known, const Suspicions& suspicions,
                                   base::Millis escalate_after, base::Instant now);

} // namespace alarms
