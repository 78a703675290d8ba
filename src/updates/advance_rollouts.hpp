#pragma once

#include "updates/update_desk.hpp"

namespace updates {

/// The job: looks at every open rollout and does what `decide` says. Run every few seconds, and at
/// once after an emergency was raised; it may run on several servers.
[[nodiscard]] base::Result<void> advance_rollouts(UpdateDesk& desk);

} // namespace updates
