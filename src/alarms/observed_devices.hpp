#pragma once

#include "alarms/observe.hpp"
#include "base/result.hpp"

#include <set>

namespace alarms {

/// Claimed devices as they stand now. Safe to call from any worker thread; may fail with
/// Fault::unavailable.
class ObservedDevices {
public:
    virtual ~ObservedDevices() = default;
    /// All of which something may be wrong, and those of `besides`. Of the others `observe` would
    /// say nothing wrong: of ten thousand that are well not one is read.
    [[nodiscard]] virtual base::Result<std::vector<Observed>>
    look(base::Instant now, const std::set<DeviceId>& besides) = 0;
};

} // namespace alarms
