#pragma once

#include "base/id.hpp"
#include "device_protocol/words.hpp"

namespace schedule {

using ProgrammeId = base::Id<struct ProgrammeTag>;
/// One occurrence of a programme; the same on every server and device (see timeline.hpp).
using device_protocol::RunId;

} // namespace schedule
