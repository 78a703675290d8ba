#include "devices/device_row.hpp"

#include "devices/volume_json.hpp"
#include "devices/words.hpp"
#include "json/described.hpp"

#include <sstream>

namespace devices {

namespace {

using storage::DatabaseError;
using storage::DatabaseFault;

/// A word that this program did not write is a broken world, not a default.
template <class Word>
Word read_word(const storage::Row& row, std::string_view column) {
    const auto word = json::enum_value<Word>(row.text(column));
    if (!word) {
        throw DatabaseError(DatabaseFault::programming,
                            "unknown word in column " + std::string(column));
    }
    return *word;
}

template <class T>
T read_or_throw(base::Result<T> result) {
    if (!result) {
        throw DatabaseError(DatabaseFault::programming, result.error().message.en);
    }
    return std::move(*result);
}

std::vector<GroupId> split_groups(const std::string& text) {
    std::vector<GroupId> groups;
    std::istringstream words(text);
    for (std::string word; words >> word;) {
        groups.push_back(read_or_throw(GroupId::parse(word)));
    }
    return groups;
}

std::optional<base::LocalDate> optional_date(const storage::Row& row, std::string_view column) {
    return row.is_null(column) ? std::nullopt : std::optional(row.date(column));
}

std::optional<bool> optional_boolean(const storage::Row& row, std::string_view column) {
    return row.is_null(column) ? std::nullopt : std::optional(row.boolean(column));
}

DeviceDetails read_details(const storage::Row& row) {
    DeviceDetails details;
    details.name = row.text("name");
    details.kind = read_word<DeviceKind>(row, "kind");
    details.serial = row.text("serial");
    details.vendor = row.text("vendor");
    details.model = row.text("model");
    details.place = row.text("place");
    details.area = read_area(row);
    if (!row.is_null("latitude") && !row.is_null("longitude")) {
        details.position = {.latitude = row.number("latitude"),
                            .longitude = row.number("longitude")};
    }
    details.speakers = static_cast<std::int32_t>(row.integer("speakers"));
    details.watt = static_cast<std::int32_t>(row.integer("watt"));
    details.power = read_word<PowerSource>(row, "power");
    details.sim_number = row.text("sim_number");
    details.sim_operator = row.text("sim_operator");
    details.sim_expires_on = optional_date(row, "sim_expires_on");
    details.installed_on = optional_date(row, "installed_on");
    details.warranty_until = optional_date(row, "warranty_until");
    details.funding = row.text("funding");
    details.note = row.text("note");
    return details;
}

} // namespace

std::vector<GroupId> read_groups(const storage::Row& row) {
    return split_groups(row.text("group_ids"));
}

area::AreaPath read_area(const storage::Row& row) {
    return read_or_throw(area::AreaPath::parse(row.text("area")));
}

Device read_device(const storage::Row& row) {
    Device device;
    device.id = row.id<DeviceId>("id");
    device.details = read_details(row);
    device.state = read_word<DeviceState>(row, "state");
    device.groups = read_groups(row);
    device.volume = read_or_throw(read_volume(row.text("volume")));
    device.created_at = row.instant("created_at");
    device.claimed_at = row.optional_instant("claimed_at");
    if (const auto revoked_at = row.optional_instant("revoked_at")) {
        device.revocation = {.at = *revoked_at,
                             .by = row.is_null("revoked_by") ? "" : row.text("revoked_by"),
                             .why = row.is_null("revoked_why") ? "" : row.text("revoked_why")};
    }
    device.version = row.integer("version");
    return device;
}

Presence read_presence(const storage::Row& row, DeviceId device) {
    Presence presence{.device = device};
    if (row.is_null("line")) {
        return presence;
    }
    presence.line = read_word<Line>(row, "line");
    presence.incarnation = row.integer("incarnation");
    presence.seen_at = row.optional_instant("seen_at");
    presence.lease_until = row.instant("lease_until");
    presence.greeted = row.boolean("greeted");
    presence.playing_run = row.text("playing_run");
    presence.volume = static_cast<std::int32_t>(row.integer("volume_now"));
    presence.manifest_version = row.integer("manifest_version");
    presence.manifest_covers_until = row.optional_instant("manifest_covers_until");
    presence.manifest_complete = row.boolean("manifest_complete");
    presence.firmware = row.text("firmware");
    presence.clock_error_ms = row.optional_integer("clock_error_ms");
    presence.clash_at = row.optional_instant("clash_at");
    presence.health = {.clock_lost = row.boolean("clock_lost"),
                       .clock_offset_ms = row.optional_integer("clock_offset_ms"),
                       .store_free_mb = row.optional_integer("store_free_mb"),
                       .mains = optional_boolean(row, "mains"),
                       .amplifier_ok = optional_boolean(row, "amplifier_ok"),
                       .loudspeaker_ok = optional_boolean(row, "loudspeaker_ok"),
                       .audible = optional_boolean(row, "audible"),
                       .sim_left_mb = row.optional_integer("sim_left_mb")};
    return presence;
}

std::string within_area(std::string_view column, const area::AreaPath& area,
                        storage::Parameters& parameters) {
    if (area.is_country()) {
        return "(1 = 1)";
    }
    const std::string text = area::to_text(area);
    parameters.emplace_back(text);
    const std::string exact = "$" + std::to_string(parameters.size());
    parameters.emplace_back(text + "/%");
    const std::string below = "$" + std::to_string(parameters.size());
    return "(" + std::string(column) + " = " + exact + " or " + std::string(column) + " like " +
           below + ")";
}

std::string within_areas(std::string_view column, const std::vector<area::AreaPath>& areas,
                         storage::Parameters& parameters) {
    std::string text = "(1 = 0";
    for (const area::AreaPath& area : areas) {
        text += " or " + within_area(column, area, parameters);
    }
    return text + ")";
}

} // namespace devices
