#pragma once

#include "schedule/target_devices.hpp"
#include "storage/database.hpp"

namespace broadcast {

/// The register of devices as the schedule asks for it. The database must outlive it.
class RegisterTargets final : public schedule::TargetDevices {
public:
    explicit RegisterTargets(storage::Database& database) : database_(database) {}
    [[nodiscard]] base::Result<std::vector<schedule::TargetDevice>>
    devices_in(const area::AreaPath& area) override;

private:
    storage::Database& database_;
};

} // namespace broadcast
