#pragma once

#include "devices/device.hpp"

namespace http {
class EventHub;
}

namespace devices {

/// Channel of live changes that this folder and broadcast/ publish on; each payload names the area,
/// so that a listener gets only what its person may see.
inline constexpr const char* live_channel = "live";

/// `device.changed` {"id", "area"}: a hint to read the device again.
void tell_device_changed(http::EventHub& events, const Device& device);

} // namespace devices
