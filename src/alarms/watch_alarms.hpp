#pragma once

#include "alarms/alarm_desk.hpp"
#include "alarms/alarm_step.hpp"
#include "alarms/observed_devices.hpp"

namespace alarms {

/// Looks for devices that are not well again and again and keeps the alarms true. One thread calls
/// it; several servers may each have one: whoever is second finds the row changed and looks again.
class AlarmWatch {
public:
    /// All must outlive the watch.
    AlarmWatch(AlarmDesk& desk, ObservedDevices& devices, base::Millis escalate_after)
        : desk_(desk), devices_(devices), escalate_after_(escalate_after) {}

    /// Writes what has changed, with what is to be told, in one transaction; opens none when
    /// nothing has. Returns how many alarms changed.
    [[nodiscard]] base::Result<std::size_t> look();

private:
    AlarmDesk& desk_;
    ObservedDevices& devices_;
    const base::Millis escalate_after_;
    Suspicions suspicions_;
};

} // namespace alarms
