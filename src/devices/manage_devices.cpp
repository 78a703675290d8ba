#include "devices/manage_devices.hpp"

#include "audit/audit.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "crypto/token.hpp"
#include "device_protocol/claim.hpp"
#include "devices/device_json.hpp"
#include "devices/live_events.hpp"
#include "rights/policy.hpp"

#include <set>

#include <spdlog/spdlog.h>

namespace devices {

namespace {

using base::Fault;
using rights::Permission;

base::Failure not_found() {
    return base::fail(Fault::not_found, "devices.not_found",
                      "Không có thiết bị này, hoặc bạn không được xem.",
                      "There is no such device, or you may not see it.");
}

base::Failure group_not_found() {
    return base::fail(Fault::not_found, "devices.group_not_found",
                      "Không có nhóm thiết bị này, hoặc bạn không được xem.",
                      "There is no such device group, or you may not see it.");
}

/// The device, if the actor may know of it and may do this to it.
base::Result<Device> load(storage::Connection& connection, const rights::Actor& actor,
                          Permission permission, DeviceId id) {
    auto device = find_device(connection, id);
    if (!device || !rights::allows(actor, Permission::read_devices, device->details.area)) {
        return not_found();
    }
    TRY(rights::require(actor, permission, device->details.area));
    return std::move(*device);
}

base::Result<void> expect_version(const Device& device, std::int64_t version) {
    if (device.version != version) {
        return base::fail(Fault::conflict, "devices.changed_meanwhile",
                          "Thiết bị vừa được người khác thay đổi. Hãy tải lại trang rồi làm lại.",
                          "The device was changed by somebody else meanwhile. Reload and try "
                          "again.");
    }
    return {};
}

struct Change {
    const rights::Actor& actor;
    std::string_view action;
    std::string note;
};

void write_audit(storage::Transaction& transaction, const Change& change,
                 const std::optional<Device>& before, const Device& after, base::Instant now) {
    audit::append(transaction, change.actor,
                  {.action = std::string(change.action),
                   .entity = "device/" + base::to_text(after.id),
                   .area = after.details.area,
                   .before = before ? canonical_json(*before) : std::string(),
                   .after = canonical_json(after),
                   .note = change.note},
                  now);
}

/// Load, authorise, decide, save and log in one transaction; then tell the browsers.
template <class Decide>
base::Result<Device> change_device(DeviceDesk& desk, const Change& change, Permission permission,
                                   DeviceId id, Decide decide) {
    const base::Instant now = desk.clock.now();
    auto changed =
        desk.database.write([&](storage::Transaction& transaction) -> base::Result<Device> {
            TRY_ASSIGN(const Device before, load(transaction, change.actor, permission, id));
            TRY_ASSIGN(Device after, decide(transaction, before, now));
            if (after == before) {
                return after;
            }
            TRY_ASSIGN(Device saved, save_device(transaction, std::move(after)));
            write_audit(transaction, change, before, saved, now);
            return saved;
        });
    if (changed) {
        tell_device_changed(desk.events, *changed);
    }
    return changed;
}

/// The change is durable whatever the broker says; a failure is for the operators.
void renew_broker_access(DeviceDesk& desk) {
    if (const auto renewed = desk.renew_broker_access(); !renewed) {
        spdlog::error("broker access was not renewed: {}", renewed.error().message.en);
    }
}

struct FreshCode {
    std::string code;
    ClaimCode stored;
};

FreshCode make_code(base::Random& random, std::string_view serial, base::Instant now) {
    std::string code = crypto::random_code(random);
    ClaimCode stored{.key = device_protocol::claim_key(code, serial),
                     .expires_at = now + claim_code_life};
    return {.code = std::move(code), .stored = stored};
}

base::Result<void> check_groups(storage::Connection& connection, const rights::Actor& actor,
                                const std::vector<GroupId>& groups) {
    for (const GroupId& id : std::set<GroupId>(groups.begin(), groups.end())) {
        const auto group = find_group(connection, id);
        if (!group || !rights::allows(actor, Permission::read_devices, group->area)) {
            return group_not_found();
        }
    }
    return {};
}

base::Result<std::string> check_group_name(std::string_view name) {
    TRY_ASSIGN(const std::string composed, base::to_nfc(name));
    std::string trimmed(base::trim(composed));
    if (trimmed.empty() || base::code_points(trimmed) > 120) {
        return base::fail(Fault::invalid, "devices.wrong_group_name",
                          "Tên nhóm phải có từ 1 đến 120 ký tự.",
                          "A group's name has 1 to 120 characters.");
    }
    return trimmed;
}

} // namespace

base::Result<DeviceWithCode> add_device(DeviceDesk& desk, const rights::Actor& actor,
                                        DeviceDetails details) {
    const base::Instant now = desk.clock.now();
    TRY_ASSIGN(Device device,
               register_device(DeviceId::make(now, desk.random), std::move(details), now));
    TRY(rights::require(actor, Permission::write_devices, device.details.area));
    const FreshCode fresh = make_code(desk.random, device.details.serial, now);
    auto added = desk.database.write([&](storage::Transaction& transaction) -> base::Result<void> {
        if (find_by_serial(transaction, device.details.serial)) {
            return base::fail(Fault::conflict, "devices.serial_known",
                              "Đã có thiết bị mang số sê-ri này.",
                              "A device with this serial number is registered already.");
        }
        insert_device(transaction, device);
        put_claim_code(transaction, device.id, fresh.stored);
        write_audit(transaction, {actor, "devices.add_device", ""}, std::nullopt, device, now);
        return {};
    });
    TRY(std::move(added));
    tell_device_changed(desk.events, device);
    return DeviceWithCode{
        .device = std::move(device), .code = fresh.code, .expires_at = fresh.stored.expires_at};
}

base::Result<DeviceWithCode> renew_claim_code(DeviceDesk& desk, const rights::Actor& actor,
                                              DeviceId id) {
    const base::Instant now = desk.clock.now();
    // The slow derivation stays outside the transaction; the serial cannot change under it unseen.
    TRY_ASSIGN(const Device seen, desk.database.read([&](storage::Connection& connection) {
        return load(connection, actor, Permission::write_devices, id);
    }));
    const FreshCode fresh = make_code(desk.random, seen.details.serial, now);
    auto renewed =
        desk.database.write([&](storage::Transaction& transaction) -> base::Result<Device> {
            TRY_ASSIGN(const Device device,
                       load(transaction, actor, Permission::write_devices, id));
            TRY(expect_version(device, seen.version));
            TRY(claim(device, now));
            put_claim_code(transaction, id, fresh.stored);
            write_audit(transaction, {actor, "devices.renew_claim_code", ""}, device, device, now);
            return device;
        });
    TRY_ASSIGN(Device device, std::move(renewed));
    return DeviceWithCode{
        .device = std::move(device), .code = fresh.code, .expires_at = fresh.stored.expires_at};
}

base::Result<Device> edit_device(DeviceDesk& desk, const rights::Actor& actor, DeviceId id,
                                 std::int64_t version, DeviceDetails details) {
    bool moved = false;
    auto edited = change_device(
        desk, {actor, "devices.edit_device", ""}, Permission::write_devices, id,
        [&](storage::Transaction& transaction, const Device& before,
            base::Instant) -> base::Result<Device> {
            TRY(expect_version(before, version));
            TRY_ASSIGN(Device after, edit(before, details));
            TRY(rights::require(actor, Permission::write_devices, after.details.area));
            const auto other = find_by_serial(transaction, after.details.serial);
            if (other && other->id != id) {
                return base::fail(Fault::conflict, "devices.serial_known",
                                  "Đã có thiết bị mang số sê-ri này.",
                                  "A device with this serial number is registered already.");
            }
            if (after.details.serial != before.details.serial) {
                remove_claim_code(transaction, id); // it was derived from the old serial
            }
            // Also within its area: drawn targets and slots for speech go by the place itself.
            moved = after.details.area != before.details.area ||
                    after.details.position != before.details.position;
            return after;
        });
    if (edited && moved) {
        renew_broker_access(desk);
    }
    return edited;
}

base::Result<Device> revoke_device(DeviceDesk& desk, const rights::Actor& actor, DeviceId id,
                                   std::string_view reason) {
    const std::string why(base::trim(reason));
    auto revoked =
        change_device(desk, {actor, "devices.revoke_device", why}, Permission::write_devices, id,
                      [&](storage::Transaction& transaction, const Device& before,
                          base::Instant now) -> base::Result<Device> {
                          remove_credential(transaction, id);
                          remove_claim_code(transaction, id);
                          save_presence(transaction, Presence{.device = id});
                          return revoke(before, {.at = now, .by = actor.name, .why = why});
                      });
    if (revoked) {
        desk.end_streams(id);
        renew_broker_access(desk);
    }
    return revoked;
}

base::Result<DeviceWithCode> reinstate_device(DeviceDesk& desk, const rights::Actor& actor,
                                              DeviceId id) {
    auto reinstated =
        change_device(desk, {actor, "devices.reinstate_device", ""}, Permission::write_devices, id,
                      [](storage::Transaction&, const Device& before,
                         base::Instant) -> base::Result<Device> { return reinstate(before); });
    TRY(std::move(reinstated));
    return renew_claim_code(desk, actor, id);
}

base::Result<Device> change_volume(DeviceDesk& desk, const rights::Actor& actor, DeviceId id,
                                   std::int64_t version, DesiredVolume volume) {
    return change_device(
        desk, {actor, "devices.change_volume", ""}, Permission::operate_devices, id,
        [&](storage::Transaction&, const Device& before, base::Instant) -> base::Result<Device> {
            TRY(expect_version(before, version));
            return set_volume(before, volume);
        });
}

base::Result<Device> change_groups(DeviceDesk& desk, const rights::Actor& actor, DeviceId id,
                                   std::int64_t version, std::vector<GroupId> groups) {
    auto changed =
        change_device(desk, {actor, "devices.change_groups", ""}, Permission::write_devices, id,
                      [&](storage::Transaction& transaction, const Device& before,
                          base::Instant) -> base::Result<Device> {
                          TRY(expect_version(before, version));
                          TRY(check_groups(transaction, actor, groups));
                          return set_groups(before, groups);
                      });
    if (changed) {
        renew_broker_access(desk);
    }
    return changed;
}

base::Result<DeviceGroup> add_group(DeviceDesk& desk, const rights::Actor& actor, std::string name,
                                    area::AreaPath area) {
    const base::Instant now = desk.clock.now();
    TRY(rights::require(actor, Permission::write_devices, area));
    TRY_ASSIGN(std::string checked, check_group_name(name));
    const DeviceGroup group{.id = GroupId::make(now, desk.random),
                            .name = std::move(checked),
                            .area = std::move(area),
                            .created_at = now};
    return desk.database.write([&](storage::Transaction& transaction) -> base::Result<DeviceGroup> {
        insert_group(transaction, group);
        audit::append(transaction, actor,
                      {.action = "devices.add_group",
                       .entity = "device_group/" + base::to_text(group.id),
                       .area = group.area,
                       .after = group_json(group)},
                      now);
        return group;
    });
}

base::Result<DeviceGroup> rename_group(DeviceDesk& desk, const rights::Actor& actor, GroupId id,
                                       std::string name) {
    const base::Instant now = desk.clock.now();
    TRY_ASSIGN(const std::string checked, check_group_name(name));
    return desk.database.write([&](storage::Transaction& transaction) -> base::Result<DeviceGroup> {
        auto group = find_group(transaction, id);
        if (!group || !rights::allows(actor, Permission::read_devices, group->area)) {
            return group_not_found();
        }
        TRY(rights::require(actor, Permission::write_devices, group->area));
        const std::string before = group_json(*group);
        rename_group(transaction, id, checked);
        group->name = checked;
        audit::append(transaction, actor,
                      {.action = "devices.rename_group",
                       .entity = "device_group/" + base::to_text(id),
                       .area = group->area,
                       .before = before,
                       .after = group_json(*group)},
                      now);
        return std::move(*group);
    });
}

base::Result<void> remove_group(DeviceDesk& desk, const rights::Actor& actor, GroupId id) {
    const base::Instant now = desk.clock.now();
    auto removed =
        desk.database.write([&](storage::Transaction& transaction) -> base::Result<void> {
            const auto group = find_group(transaction, id);
            if (!group || !rights::allows(actor, Permission::read_devices, group->area)) {
                return group_not_found();
            }
            TRY(rights::require(actor, Permission::write_devices, group->area));
            remove_group(transaction, id);
            audit::append(transaction, actor,
                          {.action = "devices.remove_group",
                           .entity = "device_group/" + base::to_text(id),
                           .area = group->area,
                           .before = group_json(*group)},
                          now);
            return {};
        });
    if (removed) {
        renew_broker_access(desk);
    }
    return removed;
}

} // namespace devices
