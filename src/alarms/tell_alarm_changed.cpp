#include "alarms/tell_alarm_changed.hpp"

#include "devices/live_events.hpp"
#include "http/event_hub.hpp"

namespace alarms {

void tell_alarm_changed(http::EventHub& events, const Alarm& alarm) {
    // Ids and area paths hold no character that JSON would escape.
    std::string text = "{\"id\":\"";
    text.append(base::to_text(alarm.id))
        .append("\",\"area\":\"")
        .append(area::to_text(alarm.area))
        .append("\"}");
    events.publish(devices::live_channel, "alarm.changed", text);
}

} // namespace alarms
