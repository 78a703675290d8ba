#pragma once

#include "alarms/alarm.hpp"

namespace http {
class EventHub;
}

namespace alarms {

/// `alarm.changed` {"id", "area"} on the channel of live changes (devices/live_events.hpp).
void tell_alarm_changed(http::EventHub& events, const Alarm& alarm);

} // namespace alarms
