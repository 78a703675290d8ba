#pragma once

#include "base/id.hpp"

namespace relay {

using StationId = base::Id<struct StationTag>;

} // namespace relay
