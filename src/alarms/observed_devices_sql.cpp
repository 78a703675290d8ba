#include "alarms/observed_devices_sql.hpp"

#include "devices/device_row.hpp"
#include "storage/many_rows.hpp"

#include <map>
#include <set>

namespace alarms {

namespace {

/// A run of longer ago is no matter for an alarm any more.
constexpr base::Millis look_back = std::chrono::hours(24);

const std::string select_devices = "select d.id, d.name, d.area, d.sim_expires_on, " +
                                   std::string(devices::presence_columns) + " ";

/// Of which `observe` may find something wrong by their presence alone. The small table is read
/// through in its own order (`cross join` keeps SQLite from beginning with the other one).
constexpr std::string_view suspicious_presences = R"sql(
    from device_presence p cross join device d
    where d.id = p.device and d.state = 'claimed' and p.line <> 'never'
      and (p.line = 'down' or p.lease_until <= $1
        or (p.audible = 1 and p.playing_run = '') or (p.audible = 0 and p.playing_run <> '')
        or p.clock_lost = 1 or p.clock_offset_ms > $2 or p.clock_offset_ms < $5
        or p.store_free_mb < $3 or p.sim_left_mb < $4
        or p.mains = 0 or p.amplifier_ok = 0 or p.loudspeaker_ok = 0))sql";

constexpr std::string_view ending_sims =
    "select id from device where state = 'claimed' and sim_expires_on <= $1";

/// Runs that should have sounded and did not, unless the device has sounded since. What was stopped
/// or gave way to another is as it should be; that a device was switched off then is told by its
/// silence.
constexpr std::string_view unsounded_runs = R"sql(
    select d.device, d.state, d.code from delivery d
    where d.state in ('silent', 'failed') and d.planned_at >= $1 and d.planned_at <= $2
      and d.ms_planned > 0 and d.ms_played = 0
      and d.code not in ('preempted', 'never', 'no_room', 'quiet_hours', 'command', 'withdrawn',
                         'stopped', 'too_late')
      and not exists (select 1 from delivery later where later.device = d.device
                      and later.planned_at > d.planned_at and later.state in ('playing', 'done'))
    order by d.device, d.planned_at)sql";

constexpr std::string_view unasked_runs = R"sql(
    select p.device from device_presence p
    where p.playing_run <> '' and not exists (
        select 1 from run r join delivery d on d.device = p.device
            and d.subject = case when r.command = '' then r.id else r.command end
        where r.id = p.playing_run))sql";

/// Relays that sound something else than their first source, and those that ended for want of any
/// shortly before. One device each.
constexpr std::string_view troubled_relays = R"sql(
    select min(d.device) as device, now_sounds.why as why from live_session s
    join live_session_device d on d.session = s.id
    join live_turn first on first.session = s.id and first.number = 1
    join live_turn now_sounds on now_sounds.session = s.id and now_sounds.number =
        (select max(t.number) from live_turn t where t.session = s.id)
    where now_sounds.link <> first.link
      and (s.state <> 'ended' or (now_sounds.why = 'exhausted' and s.ended_at >= $1))
    group by s.id, now_sounds.why)sql";

/// For so long an ended relay is news.
constexpr base::Millis ended_lately = std::chrono::minutes(10);

/// What was beyond is noted within a second; so long ago it is over.
constexpr base::Millis sent_lately = std::chrono::seconds(30);

std::set<DeviceId> sending_too_much(storage::Connection& connection, base::Instant now) {
    std::set<DeviceId> found;
    for (const storage::Row& row : connection.query(
             "select device from device_excess where last_at >= $1", {now - sent_lately})) {
        found.insert(row.id<DeviceId>("device"));
    }
    return found;
}

std::map<DeviceId, std::string> troubled(storage::Connection& connection, base::Instant now) {
    std::map<DeviceId, std::string> found;
    for (const storage::Row& row : connection.query(troubled_relays, {now - ended_lately})) {
        const std::string why = row.text("why");
        found[row.id<DeviceId>("device")] = why == "exhausted" ? "relay_over"
                                            : why == "lost"    ? "relay_lost"
                                                               : "relay_silent";
    }
    return found;
}

std::map<DeviceId, std::string> unsounded(storage::Connection& connection, base::Instant now) {
    std::map<DeviceId, std::string> found;
    for (const storage::Row& row : connection.query(unsounded_runs, {now - look_back, now})) {
        const std::string code = row.text("code");
        found[row.id<DeviceId>("device")] = code.empty() ? row.text("state") : code;
    }
    return found;
}

std::set<DeviceId> unasked(storage::Connection& connection) {
    std::set<DeviceId> found;
    for (const storage::Row& row : connection.query(unasked_runs, {})) {
        found.insert(row.id<DeviceId>("device"));
    }
    return found;
}

Observed read_observed(const storage::Row& row, base::Instant now) {
    Observed seen{.device = row.id<DeviceId>("id"), .area = {}, .name = row.text("name")};
    auto area = area::AreaPath::parse(row.text("area"));
    if (!area) {
        throw storage::DatabaseError(storage::DatabaseFault::programming,
                                     "a stored area cannot be read");
    }
    seen.area = *std::move(area);
    seen.presence = devices::read_presence(row, seen.device);
    seen.condition = devices::assess(seen.presence, devices::DeviceState::claimed, now);
    if (!row.is_null("sim_expires_on")) {
        seen.sim_expires_on = row.date("sim_expires_on");
    }
    return seen;
}

std::set<DeviceId> ending(storage::Connection& connection, base::Instant now) {
    std::set<DeviceId> found;
    const base::LocalDate last = base::add_days(base::to_local(now).date, sim_days);
    for (const storage::Row& row : connection.query(ending_sims, {last})) {
        found.insert(row.id<DeviceId>("id"));
    }
    return found;
}

/// What is known of devices besides their presence.
struct Doings {
    std::map<DeviceId, std::string> did_not_sound;
    std::map<DeviceId, std::string> relays;
    std::set<DeviceId> nobody_asked;
    std::set<DeviceId> too_much;
};

void add(std::vector<Observed>& found, const storage::Row& row, const Doings& doings,
         base::Instant now) {
    Observed seen = read_observed(row, now);
    if (const auto code = doings.did_not_sound.find(seen.device);
        code != doings.did_not_sound.end()) {
        seen.unsounded = code->second;
    }
    if (const auto trouble = doings.relays.find(seen.device); trouble != doings.relays.end()) {
        seen.relay_trouble = trouble->second;
    }
    seen.playing_unknown_run = doings.nobody_asked.contains(seen.device);
    seen.sends_too_much = doings.too_much.contains(seen.device);
    found.push_back(std::move(seen));
}

std::vector<Observed> look_at(storage::Connection& connection, std::set<DeviceId> wanted,
                              base::Instant now) {
    const Doings doings{unsounded(connection, now), troubled(connection, now), unasked(connection),
                        sending_too_much(connection, now)};
    wanted.merge(ending(connection, now));
    for (const auto* some : {&doings.nobody_asked, &doings.too_much}) {
        wanted.insert(some->begin(), some->end());
    }
    for (const auto* some : {&doings.did_not_sound, &doings.relays}) {
        for (const auto& [device, _] : *some) {
            wanted.insert(device);
        }
    }
    std::vector<Observed> found;
    for (const storage::Row& row :
         connection.query(select_devices + std::string(suspicious_presences),
                          {now, clock_off_ms, store_full_mb, sim_short_mb, -clock_off_ms})) {
        add(found, row, doings, now);
        wanted.erase(found.back().device);
    }
    static const storage::ManyRowsSql by_id(
        select_devices + "from device d left join device_presence p on p.device = d.id "
                         "where d.state = 'claimed' and d.id in (",
        1, ")");
    const std::vector<DeviceId> others(wanted.begin(), wanted.end());
    storage::in_portions(std::span<const DeviceId>(others), [&](std::span<const DeviceId> some) {
        const storage::Parameters parameters(some.begin(), some.end());
        for (const storage::Row& row : connection.query(by_id.text(some.size()), parameters)) {
            add(found, row, doings, now);
        }
    });
    return found;
}

} // namespace

base::Result<std::vector<Observed>> SqlObservedDevices::look(base::Instant now,
                                                             const std::set<DeviceId>& besides) {
    return database_.read(
        [&](storage::Connection& connection) -> base::Result<std::vector<Observed>> {
            return look_at(connection, besides, now);
        });
}

} // namespace alarms
