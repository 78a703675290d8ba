#pragma once

#include "alarms/observed_devices.hpp"
#include "storage/database.hpp"

namespace alarms {

/// From the register, presences and deliveries.
class SqlObservedDevices final : public ObservedDevices {
public:
    /// The database must outlive this.
    explicit SqlObservedDevices(storage::Database& database) : database_(database) {}
    [[nodiscard]] base::Result<std::vector<Observed>>
    look(base::Instant now, const std::set<DeviceId>& besides) override;

private:
    storage::Database& database_;
};

} // namespace alarms
