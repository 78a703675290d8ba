#include "devices/live_events.hpp"

#include "http/event_hub.hpp"

namespace devices {

namespace {

/// Ids and area paths hold no character that JSON would escape.
std::string payload(std::string_view id, const area::AreaPath& area) {
    std::string text = "{\"id\":\"";
    text.append(id).append("\",\"area\":\"").append(area::to_text(area)).append("\"}");
    return text;
}

} // namespace

void tell_device_changed(http::EventHub& events, const Device& device) {
    tell_device_changed(events, device.id, device.details.area);
}

void tell_device_changed(http::EventHub& events, DeviceId id, const area::AreaPath& area) {
    events.publish(live_channel, "device.changed", payload(base::to_text(id), area));
}

void tell_run_changed(http::EventHub& events, std::string_view run, const area::AreaPath& area) {
    events.publish(live_channel, "run.changed", payload(run, area));
}

} // namespace devices
