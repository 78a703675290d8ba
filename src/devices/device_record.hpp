#pragma once

#include "devices/claim_code.hpp"
#include "devices/device.hpp"
#include "devices/presence.hpp"
#include "storage/database.hpp"

#include <optional>
#include <string>
#include <vector>

/// Rows of the register. Every function runs in the caller's read or transaction, so that a change,
/// its audit entry and its outbox entry become durable together.
namespace devices {

/// What a claimed device shows to prove who it is.
struct Credential {
    base::Sha256 token;          ///< SHA-256 of the token
    std::string broker_password; ///< of the same token, in the broker's form

    friend bool operator==(const Credential&, const Credential&) = default;
};

void insert_device(storage::Transaction& transaction, const Device& device);
/// `devices.changed_meanwhile` (conflict) when the stored version is not `device.version`; stores
/// version + 1.
[[nodiscard]] base::Result<Device> save_device(storage::Transaction& transaction, Device device);
[[nodiscard]] std::optional<Device> find_device(storage::Connection& connection, DeviceId id);
[[nodiscard]] std::optional<Device> find_by_serial(storage::Connection& connection,
                                                   std::string_view serial);
/// Those of the ids that exist, in the order of their ids.
[[nodiscard]] std::vector<Device> find_devices(storage::Connection& connection,
                                               const std::vector<DeviceId>& ids);

void put_claim_code(storage::Transaction& transaction, DeviceId device, const ClaimCode& code);
[[nodiscard]] std::optional<ClaimCode> find_claim_code(storage::Connection& connection,
                                                       DeviceId device);
/// Takes one try; false when none was left.
[[nodiscard]] bool spend_claim_try(storage::Transaction& transaction, DeviceId device);
void remove_claim_code(storage::Transaction& transaction, DeviceId device);

void put_credential(storage::Transaction& transaction, DeviceId device,
                    const Credential& credential);
void remove_credential(storage::Transaction& transaction, DeviceId device);
[[nodiscard]] std::optional<Credential> find_credential(storage::Connection& connection,
                                                        DeviceId device);

void insert_group(storage::Transaction& transaction, const DeviceGroup& group);
void rename_group(storage::Transaction& transaction, GroupId id, std::string_view name);
/// Takes its members out of it too.
void remove_group(storage::Transaction& transaction, GroupId id);
[[nodiscard]] std::optional<DeviceGroup> find_group(storage::Connection& connection, GroupId id);
[[nodiscard]] std::vector<DeviceGroup> list_groups(storage::Connection& connection);

/// Presence of claimed devices, in the order of the ids; absent ones are `Line::never`.
[[nodiscard]] std::vector<Presence> load_presences(storage::Connection& connection,
                                                   const std::vector<DeviceId>& ids);
void save_presence(storage::Transaction& transaction, const Presence& presence);
/// Of different devices.
void save_presences(storage::Transaction& transaction, const std::vector<Presence>& presences);
/// Each as a heartbeat tells it of a device that goes on as before: renews those of claimed devices
/// whose row says the same (greeted, on the same connection, its lease not over at `seen_at`) but
/// for what renew_presences writes, and gives them in no order. The others are left as they are.
/// Ten thousand come each minute: so it is one statement, and no row is read into memory.
[[nodiscard]] std::vector<DeviceId> renew_going_on(storage::Transaction& transaction,
                                                   const std::vector<Presence>& presences);
/// Of rows that are there: seen_at, lease_until, clock_error_ms, clock_offset_ms and store_free_mb.
void renew_presences(storage::Transaction& transaction, const std::vector<Presence>& presences);

/// What taking a device's words needs to know of it.
struct Speaker {
    DeviceId id;
    area::AreaPath area;
    Presence presence;
};
/// Those of the ids that are claimed, in no order.
[[nodiscard]] std::vector<Speaker> find_speakers(storage::Connection& connection,
                                                 const std::vector<DeviceId>& ids);

} // namespace devices
