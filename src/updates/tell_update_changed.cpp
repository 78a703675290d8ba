#include "updates/tell_update_changed.hpp"

#include "devices/live_events.hpp"
#include "http/event_hub.hpp"

#include <fmt/format.h>

namespace updates {

void tell_update_changed(http::EventHub& events, const Rollout& rollout) {
    // Ids and area paths hold no character that JSON would escape.
    events.publish(devices::live_channel, "update.changed",
                   fmt::format(R"({{"id":"{}","area":"{}"}})", base::to_text(rollout.id),
                               area::to_text(rollout.area)));
}

} // namespace updates
