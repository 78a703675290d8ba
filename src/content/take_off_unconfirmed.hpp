#pragma once

#include "content/bulletin_desk.hpp"

#include <vector>

namespace content {

/// Emergencies that one person approved with a second factor, and that no second person confirmed
/// within the unit's minutes: withdrawn by the system, with the reason in their history and in the
/// audit log. What sounds of them is stopped by those who listen to `content.changed`. Called by a
/// job; returns what was taken off.
[[nodiscard]] base::Result<std::vector<BulletinId>> take_off_unconfirmed(BulletinDesk& desk);

} // namespace content
