#pragma once

#include "devices/device.hpp"

#include <string_view>

namespace http {
class EventHub;
}

namespace devices {

/// Channel of all live changes; each payload names the area, so that a listener gets only what its
/// person may see. All are hints to read again.
inline constexpr const char* live_channel = "live";

/// `device.changed` {"id", "area"}
void tell_device_changed(http::EventHub& events, const Device& device);
void tell_device_changed(http::EventHub& events, DeviceId id, const area::AreaPath& area);
/// `run.changed` {"id", "area"}: a run's deliveries or proofs changed on devices of this area.
void tell_run_changed(http::EventHub& events, std::string_view run, const area::AreaPath& area);

} // namespace devices
