#pragma once

#include "devices/device.hpp"
#include "devices/presence.hpp"
#include "storage/database.hpp"

#include <string>
#include <string_view>

/// How the register's tables are read and written; shared by the folder's `*_sql.cpp`.
namespace devices {

/// The columns of table `device` under the alias `d`.
inline constexpr std::string_view device_columns =
    "d.id, d.state, d.kind, d.serial, d.name, d.vendor, d.model, d.place, d.area, d.latitude, "
    "d.longitude, d.speakers, d.watt, d.power, d.sim_number, d.sim_operator, d.sim_expires_on, "
    "d.installed_on, d.warranty_until, d.funding, d.note, d.group_ids, d.volume, d.created_at, "
    "d.claimed_at, d.revoked_at, d.revoked_by, d.revoked_why, d.version";
/// The columns of `device_presence` under the alias `p`; NULL where the device has no row.
inline constexpr std::string_view presence_columns =
    "p.line, p.incarnation, p.seen_at, p.lease_until, p.greeted, p.playing_run, "
    "p.volume as volume_now, p.manifest_version, p.manifest_covers_until, p.manifest_complete, "
    "p.firmware, p.clock_error_ms, p.clash_at, p.clock_lost, p.clock_offset_ms, p.store_free_mb, "
    "p.mains, p.amplifier_ok, p.loudspeaker_ok, p.audible, p.sim_left_mb";

[[nodiscard]] Device read_device(const storage::Row& row);
/// Column `group_ids`.
[[nodiscard]] std::vector<GroupId> read_groups(const storage::Row& row);
/// Column `area`.
[[nodiscard]] area::AreaPath read_area(const storage::Row& row);
/// `Line::never` when the row's presence columns are NULL.
[[nodiscard]] Presence read_presence(const storage::Row& row, DeviceId device);

/// True for rows of the area and of everything below it: the text of an area path begins with that
/// of the areas above it. Adds its parameters.
[[nodiscard]] std::string within_area(std::string_view column, const area::AreaPath& area,
                                      storage::Parameters& parameters);
/// The same for any of several areas; false for none.
[[nodiscard]] std::string within_areas(std::string_view column,
                                       const std::vector<area::AreaPath>& areas,
                                       storage::Parameters& parameters);

} // namespace devices
