#pragma once

#include "emergency/emergency.hpp"

namespace http {
class EventHub;
}

namespace emergency {

/// `emergency.changed` {"id", "area", "mode", "stage"} on the live channel: a hint to read again.
void tell_emergency_changed(http::EventHub& events, const Emergency& emergency);

} // namespace emergency
