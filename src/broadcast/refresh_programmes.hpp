#pragma once

#include "broadcast/desk.hpp"
#include "broadcast/programme_record.hpp"
#include "mqtt/client.hpp"

namespace broadcast {

/// Step of the dispatcher: reads what changed in the plan and in the register, and makes new
/// programmes and desired states for those devices. Returns how many devices were looked at; run
/// again at once while it is `programmes_per_step`.
inline constexpr std::size_t programmes_per_step = 50;
[[nodiscard]] base::Result<std::size_t> refresh_programmes(BroadcastDesk& desk,
                                                           schedule::PlannedRunQueries& plan);

/// Step of the dispatcher: publishes desired states that changed. Stops quietly when the broker is
/// away. Returns how many were published.
[[nodiscard]] base::Result<std::size_t> announce_programmes(BroadcastDesk& desk,
                                                            mqtt::Client& client);

/// A device holds versions higher than ours: this server was restored from a backup. The next
/// versions go above them.
void raise_versions(storage::Transaction& transaction, DeviceProgramme programme,
                    std::int64_t desired_version, std::int64_t manifest_version);

} // namespace broadcast
