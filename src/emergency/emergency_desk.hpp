#pragma once

#include "broadcast/desk.hpp"
#include "content/bulletin_store.hpp"
#include "content/sound_maker.hpp"

#include <functional>

namespace emergency {

/// What the use cases and the job need. All must outlive every call.
struct EmergencyDesk {
    broadcast::BroadcastDesk& broadcast;
    content::BulletinStore& rules; ///< for the unit's rule of approval
    content::SoundMaker& voice;
    /// Wakes the job after a commit; it would also find the rows by itself within a second.
    std::function<void()> wake = [] {};
    /// Ends the live sessions within an area that the actor may end, and says how many. `live/`
    /// stands above this folder, so `app/` joins them.
    std::function<base::Result<std::int64_t>(const rights::Actor&, const area::AreaPath&)>
        end_live = [](const rights::Actor&, const area::AreaPath&) {
            return base::Result<std::int64_t>(0);
        };
};

} // namespace emergency
