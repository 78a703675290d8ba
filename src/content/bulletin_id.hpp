#pragma once

#include "base/id.hpp"
#include "device_protocol/words.hpp"

namespace content {

using BulletinId = base::Id<struct BulletinTag>;

/// Classes of TT 39/2020: `ordinary` the commune chooses and schedules; `priority` must be in the
/// programme, on a clash the commune decides the order; `emergency` is played at once, also in
/// quiet hours.
using device_protocol::BroadcastClass;

} // namespace content
