#include "broadcast/missed_deliveries.hpp"

#include "base/try.hpp"
#include "broadcast/delivery_record.hpp"

namespace broadcast {

using schedule::MissCause;

std::optional<MissCause> missed_cause(const Delivery& delivery) {
    if (delivery.ms_played > 0 || was_stopped(delivery) || delivery.code == "withdrawn") {
        return std::nullopt; // it sounded, or somebody wanted it so
    }
    switch (delivery.state) {
    case DeliveryState::expired:
        return MissCause::not_received;
    case DeliveryState::silent:
        return delivery.received_at ? std::nullopt : std::optional(MissCause::not_received);
    case DeliveryState::failed:
    case DeliveryState::refused:
        break;
    default:
        return std::nullopt;
    }
    if (delivery.code == "quiet_hours") {
        return MissCause::quiet_hours;
    }
    if (delivery.code == "no_room" || delivery.code == "never" || delivery.code == "preempted") {
        return MissCause::displaced;
    }
    return delivery.code == "too_late" ? MissCause::too_late : MissCause::broken;
}

base::Result<std::vector<schedule::RunMiss>> missed_deliveries(storage::Database& database,
                                                               base::Instant now) {
    using Misses = std::vector<schedule::RunMiss>;
    return database.read([&](storage::Connection& connection) -> base::Result<Misses> {
        Misses misses;
        for (const schedule::WatchedRun& run :
             schedule::watched_runs(connection, {now - schedule::miss_memory, now})) {
            schedule::RunMiss miss{run.programme, run.nominal_at, {}};
            for (const Delivery& delivery : deliveries_of(connection, base::to_text(run.run))) {
                if (const auto cause = missed_cause(delivery)) {
                    miss.devices.push_back({delivery.device, *cause});
                }
            }
            if (!miss.devices.empty()) {
                misses.push_back(std::move(miss));
            }
        }
        return misses;
    });
}

} // namespace broadcast
