#include "devices/device_record.hpp"

#include "devices/device_row.hpp"
#include "devices/words.hpp"
#include "storage/many_rows.hpp"
#include "json/described.hpp"

#include <unordered_map>

namespace devices {

namespace {

constexpr std::size_t presence_columns_count = 22;
constexpr std::string_view insert_presence_sql = R"sql(
insert into device_presence (device, line, incarnation, seen_at, lease_until, greeted, playing_run,
  volume, manifest_version, manifest_covers_until, manifest_complete, firmware, clock_error_ms,
  clash_at, clock_lost, clock_offset_ms, store_free_mb, mains, amplifier_ok, loudspeaker_ok,
  audible, sim_left_mb)
values )sql";
constexpr std::string_view or_update_presence_sql = R"sql(
on conflict (device) do update set line = excluded.line, incarnation = excluded.incarnation,
  seen_at = excluded.seen_at, lease_until = excluded.lease_until, greeted = excluded.greeted,
  playing_run = excluded.playing_run, volume = excluded.volume,
  manifest_version = excluded.manifest_version,
  manifest_covers_until = excluded.manifest_covers_until,
  manifest_complete = excluded.manifest_complete, firmware = excluded.firmware,
  clock_error_ms = excluded.clock_error_ms, clash_at = excluded.clash_at,
  clock_lost = excluded.clock_lost, clock_offset_ms = excluded.clock_offset_ms,
  store_free_mb = excluded.store_free_mb, mains = excluded.mains,
  amplifier_ok = excluded.amplifier_ok, loudspeaker_ok = excluded.loudspeaker_ok,
  audible = excluded.audible, sim_left_mb = excluded.sim_left_mb)sql";

void add_parameters(storage::Parameters& parameters, const Presence& presence) {
    const Health& health = presence.health;
    parameters.emplace_back(presence.device);
    parameters.emplace_back(json::enum_text(presence.line));
    parameters.emplace_back(presence.incarnation);
    parameters.emplace_back(presence.seen_at);
    parameters.emplace_back(presence.lease_until);
    parameters.emplace_back(presence.greeted);
    parameters.emplace_back(presence.playing_run);
    parameters.emplace_back(presence.volume);
    parameters.emplace_back(presence.manifest_version);
    parameters.emplace_back(presence.manifest_covers_until);
    parameters.emplace_back(presence.manifest_complete);
    parameters.emplace_back(presence.firmware);
    parameters.emplace_back(presence.clock_error_ms);
    parameters.emplace_back(presence.clash_at);
    parameters.emplace_back(health.clock_lost);
    parameters.emplace_back(health.clock_offset_ms);
    parameters.emplace_back(health.store_free_mb);
    parameters.emplace_back(health.mains);
    parameters.emplace_back(health.amplifier_ok);
    parameters.emplace_back(health.loudspeaker_ok);
    parameters.emplace_back(health.audible);
    parameters.emplace_back(health.sim_left_mb);
}

} // namespace

std::vector<Presence> load_presences(storage::Connection& connection,
                                     const std::vector<DeviceId>& ids) {
    static const storage::ManyRowsSql select("select p.device, " + std::string(presence_columns) +
                                                 " from device_presence p where p.device in (",
                                             1, ")");
    std::unordered_map<DeviceId, Presence> stored;
    storage::in_portions(std::span<const DeviceId>(ids), [&](std::span<const DeviceId> some) {
        const storage::Parameters parameters(some.begin(), some.end());
        for (const storage::Row& row : connection.query(select.text(some.size()), parameters)) {
            const auto id = row.id<DeviceId>("device");
            stored.emplace(id, read_presence(row, id));
        }
    });
    std::vector<Presence> presences;
    for (const DeviceId& id : ids) {
        const auto found = stored.find(id);
        presences.push_back(found == stored.end() ? Presence{.device = id} : found->second);
    }
    return presences;
}

void save_presence(storage::Transaction& transaction, const Presence& presence) {
    save_presences(transaction, {presence});
}

void save_presences(storage::Transaction& transaction, const std::vector<Presence>& presences) {
    static const storage::ManyRowsSql put(insert_presence_sql, presence_columns_count,
                                          or_update_presence_sql);
    storage::in_portions(std::span<const Presence>(presences), [&](std::span<const Presence> some) {
        storage::Parameters parameters;
        parameters.reserve(some.size() * presence_columns_count);
        for (const Presence& presence : some) {
            add_parameters(parameters, presence);
        }
        transaction.execute(put.text(some.size()), parameters);
    });
}

void renew_presences(storage::Transaction& transaction, const std::vector<Presence>& presences) {
    // Parameters among values have no type of their own in PostgreSQL: there they are texts.
    constexpr std::size_t columns = 6;
    static const storage::ManyRowsSql renew(
        "update device_presence set seen_at = cast(v.column2 as bigint), "
        "lease_until = cast(v.column3 as bigint), clock_error_ms = cast(v.column4 as bigint), "
        "clock_offset_ms = cast(v.column5 as bigint), store_free_mb = cast(v.column6 as bigint) "
        "from (values ",
        columns, ") as v where device_presence.device = v.column1");
    storage::in_portions(std::span<const Presence>(presences), [&](std::span<const Presence> some) {
        storage::Parameters parameters;
        parameters.reserve(some.size() * columns);
        for (const Presence& presence : some) {
            parameters.emplace_back(presence.device);
            parameters.emplace_back(presence.seen_at);
            parameters.emplace_back(presence.lease_until);
            parameters.emplace_back(presence.clock_error_ms);
            parameters.emplace_back(presence.health.clock_offset_ms);
            parameters.emplace_back(presence.health.store_free_mb);
        }
        transaction.execute(renew.text(some.size()), parameters);
    });
}

std::vector<Speaker> find_speakers(storage::Connection& connection,
                                   const std::vector<DeviceId>& ids) {
    static const storage::ManyRowsSql select(
        "select d.id, d.area, " + std::string(presence_columns) +
            " from device d left join device_presence p on p.device = d.id "
            "where d.state = 'claimed' and d.id in (",
        1, ")");
    std::vector<Speaker> speakers;
    speakers.reserve(ids.size());
    storage::in_portions(std::span<const DeviceId>(ids), [&](std::span<const DeviceId> some) {
        const storage::Parameters parameters(some.begin(), some.end());
        for (const storage::Row& row : connection.query(select.text(some.size()), parameters)) {
            const auto id = row.id<DeviceId>("id");
            speakers.push_back(
                {.id = id, .area = read_area(row), .presence = read_presence(row, id)});
        }
    });
    return speakers;
}

} // namespace devices
