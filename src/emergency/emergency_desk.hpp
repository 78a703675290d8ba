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
};

} // namespace emergency
