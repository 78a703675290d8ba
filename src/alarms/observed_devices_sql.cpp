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
                seen.playing_unknown_run = nobody_asked.contains(seen.device);
                found.push_back(std::move(seen));
            }
            return found;
        });
}

} // namespace alarms
