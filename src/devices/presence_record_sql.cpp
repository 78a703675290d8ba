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

/// What a renewal writes, from rows v whose columns 1 to 6 add_renewed fills. Parameters among
/// values have no type of their own in PostgreSQL: there they are texts.
constexpr std::string_view renew_sql = R"sql(
update device_presence set seen_at = cast(v.column2 as bigint),
  lease_until = cast(v.column3 as bigint), clock_error_ms = cast(v.column4 as bigint),
  clock_offset_ms = cast(v.column5 as bigint), store_free_mb = cast(v.column6 as bigint)
from (values )sql";
constexpr std::size_t renewed_columns_count = 6;
constexpr std::size_t going_on_columns_count = renewed_columns_count + 10;
constexpr std::string_view where_going_on_sql = R"sql() as v
where device_presence.device = v.column1 and line = 'up' and greeted = 1 and
  lease_until > cast(v.column2 as bigint) and incarnation = cast(v.column7 as bigint) and
  playing_run = v.column8 and volume = cast(v.column9 as bigint) and
  manifest_version = cast(v.column10 as bigint) and clock_lost = cast(v.column11 as bigint) and
  mains is not distinct from cast(v.column12 as bigint) and
  amplifier_ok is not distinct from cast(v.column13 as bigint) and
  loudspeaker_ok is not distinct from cast(v.column14 as bigint) and
  audible is not distinct from cast(v.column15 as bigint) and
  sim_left_mb is not distinct from cast(v.column16 as bigint) and
  exists (select 1 from device d where d.id = v.column1 and d.state = 'claimed')
returning device)sql";

void add_renewed(storage::Parameters& parameters, const Presence& presence) {
    parameters.emplace_back(presence.device);
    parameters.emplace_back(presence.seen_at);
    parameters.emplace_back(presence.lease_until);
    parameters.emplace_back(presence.clock_error_ms);
    parameters.emplace_back(presence.health.clock_offset_ms);
    parameters.emplace_back(presence.health.store_free_mb);
}

void add_unchanged(storage::Parameters& parameters, const Presence& presence) {
    const Health& health = presence.health;
    parameters.emplace_back(presence.incarnation);
    parameters.emplace_back(presence.playing_run);
    parameters.emplace_back(presence.volume);
    parameters.emplace_back(presence.manifest_version);
    parameters.emplace_back(health.clock_lost);
    parameters.emplace_back(health.mains);
    parameters.emplace_back(health.amplifier_ok);
    parameters.emplace_back(health.loudspeaker_ok);
    parameters.emplace_back(health.audible);
    parameters.emplace_back(health.sim_left_mb);
}

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

std::vector<DeviceId> renew_going_on(storage::Transaction& transaction,
                                     const std::vector<Presence>& presences) {
    static const storage::ManyRowsSql renew(renew_sql, going_on_columns_count, where_going_on_sql);
    std::vector<DeviceId> renewed;
    renewed.reserve(presences.size());
    storage::in_portions(std::span<const Presence>(presences), [&](std::span<const Presence> some) {
        storage::Parameters parameters;
        parameters.reserve(some.size() * going_on_columns_count);
        for (const Presence& presence : some) {
            add_renewed(parameters, presence);
            add_unchanged(parameters, presence);
        }
        for (const storage::Row& row : transaction.query(renew.text(some.size()), parameters)) {
            renewed.push_back(row.id<DeviceId>("device"));
        }
    });
    return renewed;
}

void renew_presences(storage::Transaction& transaction, const std::vector<Presence>& presences) {
    static const storage::ManyRowsSql renew(renew_sql, renewed_columns_count,
                                            ") as v where device_presence.device = v.column1");
    storage::in_portions(std::span<const Presence>(presences), [&](std::span<const Presence> some) {
        storage::Parameters parameters;
        parameters.reserve(some.size() * renewed_columns_count);
        for (const Presence& presence : some) {
            add_renewed(parameters, presence);
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
