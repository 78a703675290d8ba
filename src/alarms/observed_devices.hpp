#pragma once

#include "alarms/observe.hpp"
#include "base/result.hpp"

namespace alarms {

/// Every claimed device as it stands now. Safe to call from any worker thread; may fail with
/// Fault::unavailable.
class ObservedDevices {
public:
    virtual ~ObservedDevices() = default;
    [[nodiscard]] virtual base::Result<std::vector<Observed>> look(base::Instant now) = 0;
};

} // namespace alarms
