#pragma once

#include "updates/rollout.hpp"

namespace http {
class EventHub;
}

namespace updates {

/// `update.changed` to whoever may see the rollout's area.
void tell_update_changed(http::EventHub& events, const Rollout& rollout);

} // namespace updates
