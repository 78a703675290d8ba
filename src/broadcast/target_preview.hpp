#pragma once

#include "broadcast/desk.hpp"
#include "broadcast/targets.hpp"
#include "rights/actor.hpp"

namespace broadcast {

/// The claimed, sounding devices that the choice means now. Refuses what check_shapes refuses.
[[nodiscard]] base::Result<std::vector<devices::Device>>
resolve_targets(storage::Connection& connection, const TargetChoice& choice);

/// What the officer sees before anything is sent.
struct TargetPreview {
    Reach reach;
    std::vector<devices::Device> devices; ///< of those that the actor may see
    std::int64_t beyond_rights = 0;       ///< chosen, but the actor may not make them sound
};

/// Needs read_devices somewhere; devices elsewhere are counted in `beyond_rights` alone.
[[nodiscard]] base::Result<TargetPreview>
preview_targets(BroadcastDesk& desk, const rights::Actor& actor, const TargetChoice& choice);

} // namespace broadcast
