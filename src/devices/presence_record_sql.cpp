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
    for (storage::Parameter& parameter : storage::Parameters{presence.device,
                                                             json::enum_text(presence.line),
                                                             presence.incarnation,
                                                             presence.seen_at,
                                                             presence.lease_until,
                                                             presence.greeted,
                                                             presence.playing_run,
                                                             presence.volume,
                                                             presence.manifest_version,
                                                             presence.manifest_covers_until,
                                                             presence.manifest_complete,
                                                             presence.firmware,
                                                             presence.clock_error_ms,
                                                             presence.clash_at,
                                                             health.clock_lost,
                                                             health.clock_offset_ms,
                                                             health.store_free_mb,
                                                             health.mains,
                                                             health.amplifier_ok,
                                                             health.loudspeaker_ok,
                                                             health.audible,
                                                             health.sim_left_mb}) {
        parameters.push_back(std::move(parameter));
    }
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
