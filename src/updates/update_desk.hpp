#pragma once

#include "broadcast/desk.hpp"
#include "media/blob_store.hpp"

#include <functional>

namespace updates {

/// What the use cases need. All must outlive every call.
struct UpdateDesk {
    broadcast::BroadcastDesk& broadcast;
    media::BlobStore& blobs;
    /// Wakes the job after a person's change; it would also find it by itself within seconds.
    std::function<void()> wake = [] {};
};

} // namespace updates
