#pragma once

#include "base/hash.hpp"
#include "device_protocol/device_id.hpp"
#include "schedule/planned_runs.hpp"
#include "storage/database.hpp"

#include <optional>
#include <string>
#include <vector>

namespace broadcast {

using device_protocol::DeviceId;

/// What a device is to have, as it is stored and served.
struct DeviceProgramme {
    DeviceId device;
    std::int64_t device_version = 0; ///< of the register's row that it was made from
    base::Instant checked_at;        ///< 0: look again now
    std::string plan_hash;           ///< of the runs, whatever the version
    std::int64_t manifest_version = 0;
    std::string manifest_sha256;
    std::string manifest_envelope;
    base::Instant made_at;
    base::Instant valid_to;
    std::string desired_hash; ///< of the desired state, whatever the version
    std::int64_t desired_version = 0;
    std::string desired_envelope;
    bool announced = false; ///< the desired state was published since it changed
};

[[nodiscard]] std::optional<DeviceProgramme> find_programme(storage::Connection& connection,
                                                            DeviceId device);
struct ProgrammeVersions {
    std::int64_t desired = 0;
    std::int64_t manifest = 0;
};
/// Without the envelopes, which are kilobytes: every hello asks.
[[nodiscard]] std::optional<ProgrammeVersions>
find_programme_versions(storage::Connection& connection, DeviceId device);
void save_programme(storage::Transaction& transaction, const DeviceProgramme& programme);
/// Claimed devices without a programme, changed since, or not looked at since `checked_before`.
[[nodiscard]] std::vector<DeviceId> programmes_to_check(storage::Connection& connection,
                                                        base::Instant checked_before,
                                                        std::size_t limit);
/// Revoked devices whose programme is still there.
[[nodiscard]] std::vector<DeviceId> revoked_with_programme(storage::Connection& connection);
/// The device gets a new one when it is claimed again; version numbers go on.
void forget_programme(storage::Transaction& transaction, DeviceId device);
void mark_to_check(storage::Transaction& transaction, DeviceId device);
/// As after a change of keys: what was signed is to be signed anew.
void mark_all_to_check(storage::Transaction& transaction);
[[nodiscard]] std::vector<DeviceProgramme> programmes_to_announce(storage::Connection& connection,
                                                                  std::size_t limit);
/// Unless it changed again meanwhile.
void mark_announced(storage::Transaction& transaction, DeviceId device,
                    std::int64_t desired_version);

[[nodiscard]] schedule::ChangeCursor load_plan_cursor(storage::Connection& connection);
void save_plan_cursor(storage::Transaction& transaction, const schedule::ChangeCursor& cursor);

} // namespace broadcast
