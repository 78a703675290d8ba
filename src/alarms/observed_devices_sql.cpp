#include "alarms/observed_devices_sql.hpp"

#include "devices/device_row.hpp"

#include <map>
#include <set>

namespace alarms {

namespace {

/// A run of longer ago is no matter for an alarm any more.
constexpr base::Millis look_back = std::chrono::hours(24);

constexpr std::string_view claimed_devices =
    "from device d left join device_presence p on p.device = d.id where d.state = 'claimed'";

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

} // namespace

base::Result<std::vector<Observed>> SqlObservedDevices::look(base::Instant now) {
    return database_.read(
        [&](storage::Connection& connection) -> base::Result<std::vector<Observed>> {
            const auto did_not_sound = unsounded(connection, now);
            const auto nobody_asked = unasked(connection);
            const auto relays = troubled(connection, now);
            std::vector<Observed> found;
            for (const storage::Row& row :
                 connection.query("select d.id, d.name, d.area, d.sim_expires_on, " +
                                      std::string(devices::presence_columns) + " " +
                                      std::string(claimed_devices),
                                  {})) {
                Observed seen = read_observed(row, now);
                if (const auto code = did_not_sound.find(seen.device);
                    code != did_not_sound.end()) {
                    seen.unsounded = code->second;
                }
                if (const auto trouble = relays.find(seen.device); trouble != relays.end()) {
                    seen.relay_trouble = trouble->second;
                }
                seen.playing_unknown_run = nobody_asked.contains(seen.device);
                found.push_back(std::move(seen));
            }
            return found;
        });
}

} // namespace alarms
