#pragma once

#include "broadcast/desk.hpp"
#include "emergency/emergency.hpp"

/// Live voices of an emergency, for `live/`, which carries the sound. Each function runs in the
/// transaction of the session that begins or ends; `tell_emergency_changed` follows the commit.
namespace emergency {

/// The actor is to speak in it: its siren and words fall silent everywhere. Needs raise_emergency
/// at its area. `emergency.not_found` and what begin_voice refuses. The devices of the session are
/// those of `targets_of`.
[[nodiscard]] base::Result<Emergency> make_way_for_voice(broadcast::BroadcastDesk& desk,
                                                         storage::Transaction& transaction,
                                                         const rights::Actor& actor,
                                                         const EmergencyId& id);
/// After the devices were told; `before` is what make_way_for_voice gave.
[[nodiscard]] base::Result<Emergency> store_voice_begun(broadcast::BroadcastDesk& desk,
                                                        storage::Transaction& transaction,
                                                        const rights::Actor& actor,
                                                        const Emergency& before, const RunId& run);
/// The session is over, for whatever reason; the job orders the words again within a second.
[[nodiscard]] base::Result<Emergency> store_voice_ended(broadcast::BroadcastDesk& desk,
                                                        storage::Transaction& transaction,
                                                        const rights::Actor& actor,
                                                        const EmergencyId& id, const RunId& run);

} // namespace emergency
