#include "broadcast/programme_record.hpp"

namespace broadcast {

namespace {

constexpr std::string_view columns =
    "device, device_version, checked_at, plan_hash, manifest_version, manifest_sha256, "
    "manifest_envelope, made_at, valid_to, desired_hash, desired_version, desired_envelope, "
    "announced";
constexpr std::string_view put_sql = R"sql(
insert into device_programme (device, device_version, checked_at, plan_hash, manifest_version,
  manifest_sha256, manifest_envelope, made_at, valid_to, desired_hash, desired_version,
  desired_envelope, announced)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
on conflict (device) do update set device_version = excluded.device_version,
  checked_at = excluded.checked_at, plan_hash = excluded.plan_hash,
  manifest_version = excluded.manifest_version, manifest_sha256 = excluded.manifest_sha256,
  manifest_envelope = excluded.manifest_envelope, made_at = excluded.made_at,
  valid_to = excluded.valid_to, desired_hash = excluded.desired_hash,
  desired_version = excluded.desired_version, desired_envelope = excluded.desired_envelope,
  announced = excluded.announced)sql";

DeviceProgramme read_programme(const storage::Row& row) {
    return {.device = row.id<DeviceId>("device"),
            .device_version = row.integer("device_version"),
            .checked_at = row.instant("checked_at"),
            .plan_hash = row.text("plan_hash"),
            .manifest_version = row.integer("manifest_version"),
            .manifest_sha256 = row.text("manifest_sha256"),
            .manifest_envelope = row.text("manifest_envelope"),
            .made_at = row.instant("made_at"),
            .valid_to = row.instant("valid_to"),
            .desired_hash = row.text("desired_hash"),
            .desired_version = row.integer("desired_version"),
            .desired_envelope = row.text("desired_envelope"),
            .announced = row.boolean("announced")};
}

} // namespace

std::optional<DeviceProgramme> find_programme(storage::Connection& connection, DeviceId device) {
    const auto rows = connection.query(
        "select " + std::string(columns) + " from device_programme where device = $1", {device});
    return rows.empty() ? std::nullopt
                        : std::optional<DeviceProgramme>(read_programme(rows.front()));
}

std::optional<ProgrammeVersions> find_programme_versions(storage::Connection& connection,
                                                         DeviceId device) {
    const auto rows = connection.query(
        "select desired_version, manifest_version from device_programme where device = $1",
        {device});
    if (rows.empty()) {
        return std::nullopt;
    }
    return ProgrammeVersions{.desired = rows.front().integer("desired_version"),
                             .manifest = rows.front().integer("manifest_version")};
}

void save_programme(storage::Transaction& transaction, const DeviceProgramme& programme) {
    transaction.execute(put_sql,
                        {programme.device, programme.device_version, programme.checked_at,
                         programme.plan_hash, programme.manifest_version, programme.manifest_sha256,
                         programme.manifest_envelope, programme.made_at, programme.valid_to,
                         programme.desired_hash, programme.desired_version,
                         programme.desired_envelope, programme.announced});
}

std::vector<DeviceId> programmes_to_check(storage::Connection& connection,
                                          base::Instant checked_before, std::size_t limit) {
    // Asked each second: two indexes hold all of it and are merged. A join, which looks for the
    // programme of each device, costs twenty times as much: of 10,000 devices 3 % of a core.
    std::vector<DeviceId> ids;
    for (const storage::Row& row : connection.query(
             "select id, version from device where state = 'claimed' except "
             "select device, device_version from device_programme where checked_at >= $1 "
             "order by id limit $2",
             {checked_before, static_cast<std::int64_t>(limit)})) {
        ids.push_back(row.id<DeviceId>("id"));
    }
    return ids;
}

std::vector<DeviceId> revoked_with_programme(storage::Connection& connection) {
    std::vector<DeviceId> found;
    for (const storage::Row& row :
         connection.query("select p.device from device d join device_programme p on p.device = "
                          "d.id where d.state = 'revoked' and p.plan_hash <> '' limit 100",
                          {})) {
        found.push_back(row.id<DeviceId>("device"));
    }
    return found;
}

void forget_programme(storage::Transaction& transaction, DeviceId device) {
    transaction.execute(
        "update device_programme set plan_hash = '', manifest_envelope = '' where device = $1",
        {device});
}

void mark_all_to_check(storage::Transaction& transaction) {
    transaction.execute("update device_programme set checked_at = 0", {});
}

void mark_to_check(storage::Transaction& transaction, DeviceId device) {
    transaction.execute("update device_programme set checked_at = 0 where device = $1", {device});
}

std::vector<DeviceProgramme> programmes_to_announce(storage::Connection& connection,
                                                    std::size_t limit) {
    std::vector<DeviceProgramme> found;
    for (const storage::Row& row :
         connection.query("select " + std::string(columns) +
                              " from device_programme where announced = 0 order by device limit $1",
                          {static_cast<std::int64_t>(limit)})) {
        found.push_back(read_programme(row));
    }
    return found;
}

void mark_announced(storage::Transaction& transaction, DeviceId device,
                    std::int64_t desired_version) {
    transaction.execute("update device_programme set announced = 1 where device = $1 and "
                        "desired_version = $2",
                        {device, desired_version});
}

schedule::ChangeCursor load_plan_cursor(storage::Connection& connection) {
    const auto rows = connection.query(
        "select change_number, device from plan_cursor where name = 'manifests'", {});
    if (rows.empty()) {
        return {};
    }
    return {.change = rows.front().integer("change_number"),
            .device = rows.front().id<DeviceId>("device")};
}

void save_plan_cursor(storage::Transaction& transaction, const schedule::ChangeCursor& cursor) {
    transaction.execute(
        "insert into plan_cursor (name, change_number, device) values ('manifests', $1, $2) "
        "on conflict (name) do update set change_number = excluded.change_number, "
        "device = excluded.device",
        {cursor.change, cursor.device});
}

} // namespace broadcast
