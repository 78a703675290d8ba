#pragma once

#include "content/target_places.hpp"
#include "devices/device.hpp"
#include "schedule/target_devices.hpp"
#include "storage/database.hpp"

namespace app {

/// What content and schedule ask of the device register, which they must not know.
class RegisterPlaces final : public content::TargetPlaces, public schedule::TargetDevices {
public:
    /// The database must outlive this.
    explicit RegisterPlaces(storage::Database& database) : database_(database) {}

    [[nodiscard]] base::Result<std::vector<area::AreaPath>>
    places_of(const content::Targets& targets) override;
    [[nodiscard]] base::Result<std::vector<schedule::TargetDevice>>
    devices_in(const area::AreaPath& area) override;

private:
    storage::Database& database_;
};

} // namespace app
