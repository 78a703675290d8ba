#pragma once

#include "base/result.hpp"
#include "content/targets.hpp"

namespace content {

/// Where targets lie; implemented over the device register. Safe to call from any worker thread.
class TargetPlaces {
public:
    virtual ~TargetPlaces() = default;
    /// The areas themselves, and those of groups, devices and the drawing.
    /// `content.unknown_target` (invalid) when a group or device does not exist; may fail with
    /// Fault::unavailable.
    [[nodiscard]] virtual base::Result<std::vector<area::AreaPath>>
    places_of(const Targets& targets) = 0;
};

/// The refusal of places_of.
[[nodiscard]] base::Failure unknown_target();

} // namespace content
