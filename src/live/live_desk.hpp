#pragma once

#include "broadcast/desk.hpp"
#include "broadcast/play_guard.hpp"
#include "live/studio.hpp"
#include "live/talk_backs.hpp"
#include "media/blob_store.hpp"

namespace live {

/// What the use cases need. All must outlive every call.
struct LiveDesk {
    broadcast::BroadcastDesk& broadcast; ///< database, clock, commands
    Studio& studio;
    media::BlobStore& blobs; ///< the registered store, for recordings
    TalkBacks& talk_backs;
};

} // namespace live
