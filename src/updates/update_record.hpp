#pragma once

#include "device_protocol/event.hpp"
#include "device_protocol/session_messages.hpp"
#include "device_protocol/update_bundle.hpp"
#include "storage/database.hpp"
#include "updates/rollout.hpp"

#include <optional>
#include <string>
#include <vector>

/// Rows of bundles and rollouts. Every function runs in the caller's read or transaction.
namespace updates {

struct StoredBundle {
    BundleId id;
    device_protocol::UpdateBundle bundle;
    std::string envelope;
    base::Sha256 sha256; ///< of the envelope
    std::string keyid;   ///< of the release key that signed it
    base::Instant uploaded_at;
    std::string uploaded_by; ///< display name, kept as it was then
};

void insert_bundle(storage::Transaction& transaction, const StoredBundle& bundle);
[[nodiscard]] std::optional<StoredBundle> find_bundle(storage::Connection& connection, BundleId id);
/// The same envelope, if it was uploaded before.
[[nodiscard]] std::optional<StoredBundle> find_same(storage::Connection& connection,
                                                    const base::Sha256& envelope);
/// Newest first.
[[nodiscard]] std::vector<StoredBundle> list_bundles(storage::Connection& connection);
/// What a device is ordered to fetch now.
[[nodiscard]] std::optional<StoredBundle> ordered_bundle(storage::Connection& connection,
                                                         DeviceId device);

void insert_rollout(storage::Transaction& transaction, const Rollout& rollout,
                    const std::vector<Member>& members);
/// `updates.changed_meanwhile` (conflict) when the stored version is not `rollout.version`; stores
/// version + 1. `open`: the job has still to look at it.
[[nodiscard]] base::Result<Rollout> save_rollout(storage::Transaction& transaction, Rollout rollout,
                                                 bool open);
[[nodiscard]] std::optional<Rollout> find_rollout(storage::Connection& connection, RolloutId id);
/// Newest first, at most 50.
[[nodiscard]] std::vector<Rollout> list_rollouts(storage::Connection& connection);
[[nodiscard]] std::vector<Rollout> open_rollouts(storage::Connection& connection);

void save_member(storage::Transaction& transaction, RolloutId rollout, const Member& member);

/// What a device and its presence say, beside its row in the rollout.
struct Observed {
    Member member; ///< as stored; online, busy and usable as of now
    std::string name;
    area::AreaPath area;
    std::string firmware;
    std::string platform; ///< empty: it has not said
    std::string at_order; ///< that it carries out now
    std::optional<device_protocol::UpdatePhase> phase;
    std::optional<device_protocol::UpdateResult> result;      ///< of the order of the rollout
    std::optional<device_protocol::UpdateResult> back_result; ///< of the order back
};
[[nodiscard]] std::vector<Observed> observe_members(storage::Connection& connection,
                                                    const Rollout& rollout, base::Instant now);

/// Devices of the area that take updates and are in no open rollout.
struct FreeDevice {
    Candidate candidate;
    area::AreaPath area;
    std::string firmware;
    std::string platform; ///< empty: it has not said
};
[[nodiscard]] std::vector<FreeDevice> free_devices(storage::Connection& connection,
                                                   base::Instant now);

/// What runs in the field: of claimed devices.
struct RunningProgram {
    DeviceId device;
    area::AreaPath area;
    std::string firmware; ///< empty: it was never heard
    bool takes_updates = false;
    bool online = false;
};
[[nodiscard]] std::vector<RunningProgram> running_programs(storage::Connection& connection,
                                                           base::Instant now);

} // namespace updates
