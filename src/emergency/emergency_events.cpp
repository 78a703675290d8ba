#include "emergency/emergency_events.hpp"

#include "devices/live_events.hpp"
#include "emergency/emergency_json.hpp"
#include "http/event_hub.hpp"
#include "json/described.hpp"

#include <fmt/format.h>

namespace emergency {

void tell_emergency_changed(http::EventHub& events, const Emergency& emergency) {
    // Ids, area paths and words hold no character that JSON would escape.
    events.publish(devices::live_channel, "emergency.changed",
                   fmt::format(R"({{"id":"{}","area":"{}","mode":"{}","stage":"{}"}})",
                               base::to_text(emergency.id), area::to_text(emergency.area),
                               json::enum_text(emergency.request.mode),
                               json::enum_text(emergency.stage)));
}

} // namespace emergency
