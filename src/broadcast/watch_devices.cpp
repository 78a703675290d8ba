#include "broadcast/watch_devices.hpp"

#include "base/try.hpp"
#include "devices/device_record.hpp"
#include "devices/live_events.hpp"

namespace broadcast {

base::Result<void> forget_presences(BroadcastDesk& desk) {
    return desk.database.write([&](storage::Transaction& transaction) -> base::Result<void> {
        std::vector<devices::DeviceId> ids;
        for (const auto& row : transaction.query(
                 "select device from device_presence where line in ('up', 'unknown')", {})) {
            ids.push_back(row.id<devices::DeviceId>("device"));
        }
        for (const devices::Presence& presence : devices::load_presences(transaction, ids)) {
            devices::save_presence(transaction,
                                   devices::on_server_start(presence, desk.clock.now(), patience));
        }
        return {};
    });
}

base::Result<base::Instant> tell_silent_devices(BroadcastDesk& desk, base::Instant since) {
    const base::Instant now = desk.clock.now();
    using Devices = std::vector<devices::Device>;
    TRY_ASSIGN(const Devices silent,
               desk.database.read([&](storage::Connection& connection) -> base::Result<Devices> {
                   std::vector<devices::DeviceId> ids;
                   for (const auto& row : connection.query(
                            "select device from device_presence where lease_until > $1 and "
                            "lease_until <= $2 and line in ('up', 'unknown') order by device "
                            "limit 10000",
                            {since, now})) {
                       ids.push_back(row.id<devices::DeviceId>("device"));
                   }
                   return devices::find_devices(connection, ids);
               }));
    for (const devices::Device& device : silent) {
        devices::tell_device_changed(desk.events, device);
    }
    return now;
}

} // namespace broadcast
