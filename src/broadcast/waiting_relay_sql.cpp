#include "broadcast/waiting_relay.hpp"
#include "broadcast/why_words.hpp"

#include <algorithm>

namespace broadcast {

namespace {

/// A server that was away for longer does not tell why it began nothing so long ago.
constexpr base::Millis longest_absence = std::chrono::hours(24 * 30);

/// One that time alone has ended (nobody was here to begin it) is among them, so that its reason is
/// recorded. A run begins with the first of its devices.
constexpr std::string_view waiting_sql = R"sql(
select r.id, x.device, x.planned_at, x.ms_planned, x.code
from run r join delivery x on x.subject = r.id
where r.station <> '' and r.at > $2 and r.at <= $1 and x.state in ('planned', 'silent') and
  x.planned_at <= $1
order by r.at, r.id, x.device)sql";

} // namespace

std::vector<WaitingRelay> waiting_relays(storage::Connection& connection, base::Instant now) {
    std::vector<WaitingRelay> found;
    for (const storage::Row& row : connection.query(waiting_sql, {now, now - longest_absence})) {
        const auto id = row.id<RunId>("id");
        if (found.empty() || found.back().run.id != id) {
            found.push_back({.run = find_run(connection, id).value(), .devices = {}});
        }
        const base::Instant at = row.instant("planned_at");
        found.back().devices.push_back({.id = row.id<DeviceId>("device"),
                                        .at = at,
                                        .until = at + base::Millis{row.integer("ms_planned")},
                                        .code = row.text("code")});
    }
    return found;
}

std::vector<DeviceId> still_waiting(storage::Connection& connection, const RunId& run,
                                    const std::vector<DeviceId>& devices) {
    std::vector<DeviceId> waiting;
    for (const Delivery& delivery : find_deliveries(connection, base::to_text(run), devices)) {
        if (delivery.state == DeliveryState::planned || delivery.state == DeliveryState::silent) {
            waiting.push_back(delivery.device);
        }
    }
    std::ranges::sort(waiting);
    return waiting;
}

void hold_relay_back(storage::Transaction& transaction, const RunId& run,
                     const std::vector<DeviceId>& devices, WhyCode code) {
    for (const DeviceId& device : devices) {
        transaction.execute("update delivery set code = $3 where subject = $1 and device = $2 "
                            "and code <> $3",
                            {run, device, to_text(code)});
    }
}

void begin_waiting_relay(storage::Transaction& transaction, const RunId& run,
                         const std::vector<DeviceId>& devices) {
    for (const DeviceId& device : devices) {
        remove_delivery(transaction, base::to_text(run), device);
    }
    // What sounds has a run of its own; the planned one would be listed as if it had been taken
    // out.
    transaction.execute("delete from run where id = $1 and "
                        "not exists (select 1 from delivery where subject = $1) and "
                        "not exists (select 1 from run_removal where run = $1)",
                        {run});
}

void miss_waiting_relay(storage::Transaction& transaction, const RunId& run,
                        const std::vector<DeviceId>& devices, WhyCode code, base::Instant now) {
    for (const DeviceId& device : devices) {
        transaction.execute("update delivery set state = 'failed', code = $3, ended_at = $4 "
                            "where subject = $1 and device = $2",
                            {run, device, to_text(code), now});
    }
}

} // namespace broadcast
