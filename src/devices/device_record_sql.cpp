#include "devices/device_record.hpp"

#include "base/text.hpp"
#include "devices/device_row.hpp"
#include "devices/volume_json.hpp"
#include "devices/words.hpp"
#include "json/described.hpp"

#include <algorithm>

namespace devices {

namespace {

using storage::Parameters;

constexpr std::string_view insert_device_sql = R"sql(
insert into device (id, state, kind, serial, name, name_key, search_key, vendor, model, place, area,
  latitude, longitude, speakers, watt, power, sim_number, sim_operator, sim_expires_on,
  installed_on, warranty_until, funding, note, group_ids, volume, created_at, claimed_at,
  revoked_at, version, revoked_by, revoked_why)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
  $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31))sql";
constexpr std::string_view update_device_sql = R"sql(
update device set state = $2, kind = $3, serial = $4, name = $5, name_key = $6, search_key = $7,
  vendor = $8, model = $9, place = $10, area = $11, latitude = $12, longitude = $13,
  speakers = $14, watt = $15, power = $16, sim_number = $17, sim_operator = $18,
  sim_expires_on = $19, installed_on = $20, warranty_until = $21, funding = $22, note = $23,
  group_ids = $24, volume = $25, created_at = $26, claimed_at = $27, revoked_at = $28,
  version = $29, revoked_by = $30, revoked_why = $31
where id = $1 and version = $32)sql";
constexpr std::string_view put_claim_sql = R"sql(
insert into device_claim_code (device, claim_key, expires_at, tries_left) values ($1, $2, $3, $4)
on conflict (device) do update set claim_key = excluded.claim_key,
  expires_at = excluded.expires_at, tries_left = excluded.tries_left)sql";
constexpr std::string_view spend_try_sql =
    "update device_claim_code set tries_left = tries_left - 1 where device = $1 and tries_left > 0";
constexpr std::string_view put_credential_sql = R"sql(
insert into device_credential (device, token, broker_password) values ($1, $2, $3)
on conflict (device) do update set token = excluded.token,
  broker_password = excluded.broker_password)sql";

std::string join(const std::vector<GroupId>& groups) {
    std::string text;
    for (const GroupId& group : groups) {
        text += " " + base::to_text(group) + " ";
    }
    return text;
}

Parameters device_parameters(const Device& device, std::int64_t version) {
    const DeviceDetails& details = device.details;
    const auto latitude =
        details.position ? std::optional<double>(details.position->latitude) : std::nullopt;
    const auto longitude =
        details.position ? std::optional<double>(details.position->longitude) : std::nullopt;
    const std::string search = base::fold(details.name + " " + details.place + " " +
                                          details.vendor + " " + details.model) +
                               " " + base::to_lower(details.serial);
    return {device.id,
            json::enum_text(device.state),
            json::enum_text(details.kind),
            details.serial,
            details.name,
            base::fold(details.name),
            search,
            details.vendor,
            details.model,
            details.place,
            area::to_text(details.area),
            latitude,
            longitude,
            details.speakers,
            details.watt,
            json::enum_text(details.power),
            details.sim_number,
            details.sim_operator,
            details.sim_expires_on,
            details.installed_on,
            details.warranty_until,
            details.funding,
            details.note,
            join(device.groups),
            write_volume(device.volume),
            device.created_at,
            device.claimed_at,
            device.revocation ? std::optional(device.revocation->at) : std::nullopt,
            version,
            device.revocation ? std::optional(device.revocation->by) : std::nullopt,
            device.revocation ? std::optional(device.revocation->why) : std::nullopt};
}

std::string select_device(std::string_view condition) {
    return "select " + std::string(device_columns) + " from device d where " +
           std::string(condition);
}

DeviceGroup read_group(const storage::Row& row) {
    return {.id = row.id<GroupId>("id"),
            .name = row.text("name"),
            .area = area::AreaPath::parse(row.text("area")).value_or(area::AreaPath()),
            .created_at = row.instant("created_at")};
}

} // namespace

void insert_device(storage::Transaction& transaction, const Device& device) {
    transaction.execute(insert_device_sql, device_parameters(device, device.version));
}

base::Result<Device> save_device(storage::Transaction& transaction, Device device) {
    Parameters parameters = device_parameters(device, device.version + 1);
    parameters.emplace_back(device.version);
    if (transaction.execute(update_device_sql, parameters) != 1) {
        return base::fail(base::Fault::conflict, "devices.changed_meanwhile",
                          "Thiết bị vừa được người khác thay đổi. Hãy tải lại trang rồi làm lại.",
                          "The device was changed by somebody else meanwhile. Reload and try "
                          "again.");
    }
    device.version += 1;
    return device;
}

std::optional<Device> find_device(storage::Connection& connection, DeviceId id) {
    const auto rows = connection.query(select_device("d.id = $1"), {id});
    return rows.empty() ? std::nullopt : std::optional<Device>(read_device(rows.front()));
}

std::optional<Device> find_by_serial(storage::Connection& connection, std::string_view serial) {
    const auto rows = connection.query(select_device("d.serial = $1"), {serial});
    return rows.empty() ? std::nullopt : std::optional<Device>(read_device(rows.front()));
}

std::vector<Device> find_devices(storage::Connection& connection,
                                 const std::vector<DeviceId>& ids) {
    std::vector<DeviceId> ordered = ids;
    std::ranges::sort(ordered);
    const auto doubles = std::ranges::unique(ordered);
    ordered.erase(doubles.begin(), doubles.end());
    std::vector<Device> found;
    for (const DeviceId& id : ordered) {
        if (auto device = find_device(connection, id)) {
            found.push_back(std::move(*device));
        }
    }
    return found;
}

void put_claim_code(storage::Transaction& transaction, DeviceId device, const ClaimCode& code) {
    transaction.execute(put_claim_sql, {device, code.key, code.expires_at, code.tries_left});
}

std::optional<ClaimCode> find_claim_code(storage::Connection& connection, DeviceId device) {
    const auto rows = connection.query(
        "select claim_key, expires_at, tries_left from device_claim_code where device = $1",
        {device});
    if (rows.empty()) {
        return std::nullopt;
    }
    const storage::Row& row = rows.front();
    return ClaimCode{.key = row.sha256("claim_key"),
                     .expires_at = row.instant("expires_at"),
                     .tries_left = static_cast<std::int32_t>(row.integer("tries_left"))};
}

bool spend_claim_try(storage::Transaction& transaction, DeviceId device) {
    return transaction.execute(spend_try_sql, {device}) == 1;
}

void remove_claim_code(storage::Transaction& transaction, DeviceId device) {
    transaction.execute("delete from device_claim_code where device = $1", {device});
}

void put_credential(storage::Transaction& transaction, DeviceId device,
                    const Credential& credential) {
    transaction.execute(put_credential_sql, {device, credential.token, credential.broker_password});
}

void remove_credential(storage::Transaction& transaction, DeviceId device) {
    transaction.execute("delete from device_credential where device = $1", {device});
}

std::optional<Credential> find_credential(storage::Connection& connection, DeviceId device) {
    const auto rows = connection.query(
        "select token, broker_password from device_credential where device = $1", {device});
    if (rows.empty()) {
        return std::nullopt;
    }
    return Credential{.token = rows.front().sha256("token"),
                      .broker_password = rows.front().text("broker_password")};
}

void insert_group(storage::Transaction& transaction, const DeviceGroup& group) {
    transaction.execute(
        "insert into device_group (id, name, area, created_at) values ($1, $2, $3, $4)",
        {group.id, group.name, area::to_text(group.area), group.created_at});
}

void rename_group(storage::Transaction& transaction, GroupId id, std::string_view name) {
    transaction.execute("update device_group set name = $2 where id = $1", {id, name});
}

void remove_group(storage::Transaction& transaction, GroupId id) {
    const std::string word = " " + base::to_text(id) + " ";
    transaction.execute("update device set group_ids = replace(group_ids, $1, ''), "
                        "version = version + 1 where group_ids like $2",
                        {word, "%" + word + "%"});
    transaction.execute("delete from device_group where id = $1", {id});
}

std::optional<DeviceGroup> find_group(storage::Connection& connection, GroupId id) {
    const auto rows =
        connection.query("select id, name, area, created_at from device_group where id = $1", {id});
    return rows.empty() ? std::nullopt : std::optional<DeviceGroup>(read_group(rows.front()));
}

std::vector<DeviceGroup> list_groups(storage::Connection& connection) {
    std::vector<DeviceGroup> groups;
    for (const auto& row : connection.query(
             "select id, name, area, created_at from device_group order by name, id limit 10000",
             {})) {
        groups.push_back(read_group(row));
    }
    return groups;
}

} // namespace devices
