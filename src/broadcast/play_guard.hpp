#pragma once

#include "area/area_path.hpp"
#include "base/result.hpp"
#include "content/bulletin_id.hpp"
#include "device_protocol/desired_state.hpp"
#include "device_protocol/manifest.hpp"

#include <string>
#include <vector>

namespace broadcast {

/// A bulletin as it may sound now.
struct PlayableBulletin {
    content::BulletinId id;
    std::string title;
    device_protocol::BroadcastClass class_ = device_protocol::BroadcastClass::ordinary;
    area::AreaPath area; ///< of the unit that issued it
    std::vector<device_protocol::ManifestItem> items;
};

/// What content/ and schedule/ decide about a command. Safe to call from any worker thread.
class PlayGuard {
public:
    virtual ~PlayGuard() = default;
    /// Refuses what nobody approved, what is withdrawn or has no sound yet.
    [[nodiscard]] virtual base::Result<PlayableBulletin>
    find_playable(const content::BulletinId& bulletin, base::Instant at) = 0;
    /// Refuses quiet hours and times outside the unit's windows, naming what would be allowed;
    /// never an emergency.
    [[nodiscard]] virtual base::Result<void> may_sound(const area::AreaPath& area,
                                                       device_protocol::BroadcastClass class_,
                                                       base::Instant at,
                                                       std::int64_t duration_ms) = 0;
    /// For the devices of the area, so that they keep quiet by themselves.
    [[nodiscard]] virtual base::Result<std::vector<device_protocol::QuietHours>>
    quiet_hours(const area::AreaPath& area, base::Instant now) = 0;
};

} // namespace broadcast
