#pragma once

#include "base/clock.hpp"
#include "base/random.hpp"
#include "content/target_places.hpp"
#include "schedule/target_devices.hpp"
#include "storage/database.hpp"

namespace schedule {

/// What the use cases of the schedule work with. All must outlive it.
struct ScheduleDesk {
    storage::Database& database;
    TargetDevices& devices;
    content::TargetPlaces& places;
    const base::Clock& clock;
    base::Random& random;
};

} // namespace schedule
