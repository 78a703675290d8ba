#include "broadcast/watch_devices.hpp"

#include "base/try.hpp"
#include "broadcast/delivery_record.hpp"
#include "broadcast/sign.hpp"
#include "device_protocol/topics.hpp"
#include "devices/broker_accounts.hpp"
#include "devices/device_record.hpp"
#include "devices/live_events.hpp"

#include <algorithm>
#include <set>

namespace broadcast {

namespace {

/// Longer than the widest spread; a device that comes later says hello anyway.
constexpr base::Millis report_life = std::chrono::minutes(5);

} // namespace

base::Result<void> forget_presences(BroadcastDesk& desk) {
    return desk.database.write([&](storage::Transaction& transaction) -> base::Result<void> {
        std::vector<devices::DeviceId> ids;
        for (const auto& row : transaction.query(
                 "select device from device_presence where line in ('up', 'unknown')", {})) {
            ids.push_back(row.id<devices::DeviceId>("device"));
        }
        auto presences = devices::load_presences(transaction, ids);
        for (devices::Presence& presence : presences) {
            presence = devices::on_server_start(std::move(presence), desk.clock.now(), patience);
        }
        devices::save_presences(transaction, presences);
        return {};
    });
}

base::Millis report_spread(std::size_t devices) {
    // 500 answers a second, of two messages each; at least so long that nobody answers in step.
    constexpr std::int64_t ms_per_device = 2;
    constexpr std::int64_t ms_min = 200;
    constexpr std::int64_t ms_max = 60'000;
    const auto wanted = static_cast<std::int64_t>(devices) * ms_per_device;
    return base::Millis{std::clamp(wanted, ms_min, ms_max)};
}

base::Result<void> ask_for_reports(BroadcastDesk& desk, mqtt::Client& client) {
    const base::Instant now = desk.clock.now();
    std::set<area::AreaCode> provinces;
    std::size_t devices = 0;
    std::int64_t sequence = 0;
    TRY(desk.database.write([&](storage::Transaction& transaction) -> base::Result<void> {
        devices = 0;
        for (const auto& row :
             transaction.query("select area, count(*) as n from device where state = 'claimed' "
                               "group by area",
                               {})) {
            const auto area = area::AreaPath::parse(row.text("area"));
            if (area && !area->codes().empty()) {
                provinces.insert(area->codes().front());
            }
            devices += static_cast<std::size_t>(row.integer("n"));
        }
        const auto count = static_cast<std::int64_t>(provinces.size());
        sequence = count == 0 ? 0 : take_sequence(transaction, count) - count;
        return {};
    }));
    device_protocol::Command command{.op = std::string(device_protocol::op_report),
                                     .issued_at = now,
                                     .expires_at = now + report_life,
                                     .source = {.node = desk.node}};
    command.report =
        device_protocol::ReportArguments{static_cast<std::int32_t>(report_spread(devices).count())};
    for (const area::AreaCode& province : provinces) {
        const std::string group = devices::area_group(province);
        command.cid = CommandId::make(now, desk.random);
        command.seq = ++sequence;
        command.target = {.group = group};
        TRY(client.publish({.topic = device_protocol::group_command_topic(group),
                            .payload = sign(desk, command),
                            .qos = mqtt::Qos::at_least_once}));
    }
    return {};
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
