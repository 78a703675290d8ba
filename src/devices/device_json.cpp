#include "devices/device_json.hpp"

#include "area/drawn_area_json.hpp"
#include "base/try.hpp"
#include "crypto/token.hpp"
#include "devices/words.hpp"
#include "rights/policy.hpp"
#include "json/described.hpp"

namespace devices {

namespace {

/// DeviceDetails on the wire: what may be left out is optional.
struct DetailsBody {
    std::string name;
    DeviceKind kind = DeviceKind::cluster;
    std::string serial;
    std::string area;
    std::optional<std::string> vendor;
    std::optional<std::string> model;
    std::optional<std::string> place;
    std::optional<area::Point> position;
    std::optional<std::int32_t> speakers;
    std::optional<std::int32_t> watt;
    std::optional<PowerSource> power;
    std::optional<std::string> sim_number;
    std::optional<std::string> sim_operator;
    std::optional<base::LocalDate> sim_expires_on;
    std::optional<base::LocalDate> installed_on;
    std::optional<base::LocalDate> warranty_until;
    std::optional<std::string> funding;
    std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(DetailsBody, (),
                      (name, kind, serial, area, vendor, model, place, position, speakers, watt,
                       power, sim_number, sim_operator, sim_expires_on, installed_on,
                       warranty_until, funding, note))

struct GroupsBody {
    std::vector<GroupId> groups;
};
BOOST_DESCRIBE_STRUCT(GroupsBody, (), (groups))

struct GroupBody {
    std::string name;
    std::string area;
};
BOOST_DESCRIBE_STRUCT(GroupBody, (), (name, area))

struct GroupView {
    GroupId id;
    std::string name;
    std::string area;
    base::Instant created_at;
};
BOOST_DESCRIBE_STRUCT(GroupView, (), (id, name, area, created_at))

DetailsBody details_body(const DeviceDetails& details) {
    return {.name = details.name,
            .kind = details.kind,
            .serial = details.serial,
            .area = area::to_text(details.area),
            .vendor = details.vendor,
            .model = details.model,
            .place = details.place,
            .position = details.position,
            .speakers = details.speakers,
            .watt = details.watt,
            .power = details.power,
            .sim_number = details.sim_number,
            .sim_operator = details.sim_operator,
            .sim_expires_on = details.sim_expires_on,
            .installed_on = details.installed_on,
            .warranty_until = details.warranty_until,
            .funding = details.funding,
            .note = details.note};
}

boost::json::object device_object(const Device& device) {
    boost::json::object object;
    object["id"] = base::to_text(device.id);
    for (auto& member : json::to_value(details_body(device.details)).as_object()) {
        object[member.key()] = member.value();
    }
    object["state"] = json::to_value(device.state);
    object["groups"] = json::to_value(device.groups);
    object["volume_plan"] = json::to_value(device.volume);
    object["created_at"] = device.created_at.ms;
    if (device.claimed_at) {
        object["claimed_at"] = device.claimed_at->ms;
    }
    if (device.revocation) {
        object["revoked_at"] = device.revocation->at.ms;
        object["revoked_by"] = device.revocation->by;
        object["revoked_why"] = device.revocation->why;
    }
    return object;
}

/// What the device said of itself, beside what the register says of it.
void add_presence(boost::json::object& object, const Presence& presence) {
    if (presence.seen_at) {
        object["last_seen_at"] = presence.seen_at->ms;
    }
    if (!presence.playing_run.empty()) {
        object["playing_run"] = presence.playing_run;
    }
    if (presence.volume >= 0) {
        object["volume"] = presence.volume;
    }
    object["manifest_version"] = presence.manifest_version;
    if (presence.manifest_complete && presence.manifest_covers_until) {
        object["stored_until"] = presence.manifest_covers_until->ms;
    }
    if (!presence.firmware.empty()) {
        object["firmware"] = presence.firmware;
    }
    if (presence.clock_error_ms) {
        object["clock_error_ms"] = *presence.clock_error_ms;
    }
    if (presence.clash_at) {
        object["clash_at"] = presence.clash_at->ms;
    }
}

boost::json::array abilities(const Device& device, const rights::Actor& actor) {
    boost::json::array out;
    const auto& place = device.details.area;
    if (rights::allows(actor, rights::Permission::write_devices, place)) {
        const bool revoked = device.state == DeviceState::revoked;
        out.emplace_back("edit");
        out.emplace_back("groups");
        out.emplace_back(revoked ? "reinstate" : "revoke");
        if (!revoked) {
            out.emplace_back("claim-code");
        }
    }
    if (rights::allows(actor, rights::Permission::operate_devices, place)) {
        out.emplace_back("volume");
        out.emplace_back("play");
        out.emplace_back("stop");
    }
    return out;
}

} // namespace

base::Result<DeviceDetails> read_details_request(std::string_view body) {
    TRY_ASSIGN(DetailsBody read, json::read<DetailsBody>(body));
    TRY_ASSIGN(auto area, area::AreaPath::parse(read.area));
    return DeviceDetails{.name = std::move(read.name),
                         .kind = read.kind,
                         .serial = std::move(read.serial),
                         .vendor = read.vendor.value_or(""),
                         .model = read.model.value_or(""),
                         .place = read.place.value_or(""),
                         .area = std::move(area),
                         .position = read.position,
                         .speakers = read.speakers.value_or(0),
                         .watt = read.watt.value_or(0),
                         .power = read.power.value_or(PowerSource::grid),
                         .sim_number = read.sim_number.value_or(""),
                         .sim_operator = read.sim_operator.value_or(""),
                         .sim_expires_on = read.sim_expires_on,
                         .installed_on = read.installed_on,
                         .warranty_until = read.warranty_until,
                         .funding = read.funding.value_or(""),
                         .note = read.note.value_or("")};
}

base::Result<std::vector<GroupId>> read_groups_request(std::string_view body) {
    TRY_ASSIGN(GroupsBody read, json::read<GroupsBody>(body));
    return std::move(read.groups);
}

base::Result<GroupRequest> read_group_request(std::string_view body) {
    TRY_ASSIGN(GroupBody read, json::read<GroupBody>(body));
    TRY_ASSIGN(auto area, area::AreaPath::parse(read.area));
    return GroupRequest{.name = std::move(read.name), .area = std::move(area)};
}

std::string canonical_json(const Device& device) {
    return json::to_text(device_object(device));
}

namespace {

boost::json::object listed_object(const ListedDevice& listed, const rights::Actor& actor,
                                  base::Instant now) {
    boost::json::object object = device_object(listed.device);
    object["condition"] = json::to_value(listed.condition);
    add_presence(object, listed.presence);
    object["volume_planned"] = volume_at(listed.device.volume, base::to_local(now).time);
    object["abilities"] = abilities(listed.device, actor);
    return object;
}

boost::json::object code_object(const DeviceWithCode& device) {
    boost::json::object object;
    object["code"] = crypto::group_code(device.code);
    object["expires_at"] = device.expires_at.ms;
    return object;
}

} // namespace

std::string listed_json(const ListedDevice& listed, const rights::Actor& actor, base::Instant now) {
    return json::to_text(listed_object(listed, actor, now));
}

std::string code_json(const DeviceWithCode& device) {
    return json::to_text(code_object(device));
}

std::string with_code_json(const DeviceWithCode& device, const rights::Actor& actor,
                           base::Instant now) {
    boost::json::object object = listed_object({.device = device.device}, actor, now);
    object["claim"] = code_object(device);
    return json::to_text(object);
}

std::string group_json(const DeviceGroup& group) {
    return json::write(GroupView{.id = group.id,
                                 .name = group.name,
                                 .area = area::to_text(group.area),
                                 .created_at = group.created_at});
}

} // namespace devices
