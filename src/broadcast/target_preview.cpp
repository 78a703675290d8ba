#include "broadcast/target_preview.hpp"

#include "area/village_store_sql.hpp"
#include "base/try.hpp"
#include "devices/device_list.hpp"
#include "devices/device_record.hpp"
#include "rights/policy.hpp"

#include <set>

namespace broadcast {

namespace {

using devices::Device;
using rights::Permission;

/// By code, of the communes in which the devices stand.
base::Result<std::map<area::AreaCode, area::Village>>
villages_around(storage::Database& database, const std::vector<Device>& targets) {
    std::set<area::AreaCode> communes;
    for (const Device& device : targets) {
        const auto& codes = device.details.area.codes();
        if (codes.size() >= 2) {
            communes.insert(codes[1]);
        }
    }
    area::VillageStoreSql store(database);
    std::map<area::AreaCode, area::Village> villages;
    for (const area::AreaCode& commune : communes) {
        TRY_ASSIGN(const auto found, store.list(commune));
        for (const area::Village& village : found) {
            villages.emplace(village.code, village);
        }
    }
    return villages;
}

} // namespace

base::Result<std::vector<Device>> resolve_targets(storage::Connection& connection,
                                                  const TargetChoice& choice) {
    TRY(check_shapes(choice));
    if (!choice.has_shapes()) {
        return devices::select_targets(connection, {.areas = choice.named.areas,
                                                    .groups = choice.named.groups,
                                                    .devices = choice.named.devices,
                                                    .drawn = choice.named.drawn});
    }
    return choose_targets(choice,
                          devices::select_targets(connection, {.areas = {area::AreaPath{}}}));
}

base::Result<TargetPreview> preview_targets(BroadcastDesk& desk, const rights::Actor& actor,
                                            const TargetChoice& choice) {
    TargetPreview preview;
    std::vector<Device> mine;
    std::map<DeviceId, devices::Condition> conditions;
    TRY(desk.database.read([&](storage::Connection& connection) -> base::Result<void> {
        TRY_ASSIGN(auto targets, resolve_targets(connection, choice));
        for (Device& device : targets) {
            const area::AreaPath& place = device.details.area;
            const bool sounds = rights::allows(actor, Permission::operate_devices, place) ||
                                rights::allows(actor, Permission::raise_emergency, place);
            preview.beyond_rights += sounds ? 0 : 1;
            if (rights::allows(actor, Permission::read_devices, place)) {
                mine.push_back(std::move(device));
            }
        }
        std::vector<DeviceId> ids;
        for (const Device& device : mine) {
            ids.push_back(device.id);
        }
        for (const auto& presence : devices::load_presences(connection, ids)) {
            conditions[presence.device] =
                devices::assess(presence, devices::DeviceState::claimed, desk.clock.now());
        }
        return {};
    }));
    TRY_ASSIGN(const auto villages, villages_around(desk.database, mine));
    preview.reach = assess_reach(mine, conditions, villages);
    preview.devices = std::move(mine);
    return preview;
}

} // namespace broadcast
