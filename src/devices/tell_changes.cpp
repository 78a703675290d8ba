#include "devices/tell_changes.hpp"

#include "http/event_hub.hpp"

namespace devices {

void tell_device_changed(http::EventHub& events, const Device& device) {
    // Ids and area paths hold no character that JSON would escape.
    events.publish(live_channel, "device.changed",
                   "{\"id\":\"" + base::to_text(device.id) + "\",\"area\":\"" +
                       area::to_text(device.details.area) + "\"}");
}

} // namespace devices
