#pragma once

#include "base/id.hpp"

namespace emergency {

using EmergencyId = base::Id<struct EmergencyTag>;

} // namespace emergency
