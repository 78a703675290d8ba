#pragma once

#include "broadcast/delivery.hpp"
#include "schedule/judge_misses.hpp"

namespace broadcast {

/// Whether a planned run was missed on the device of this delivery, and why; nothing while that is
/// not known: a device that stored the run and fell silent may have played it alone. Pure.
[[nodiscard]] std::optional<schedule::MissCause> missed_cause(const Delivery& delivery);

/// Runs that ask for more than dropping, and the devices known to have missed them; nominal start
/// within the last day.
[[nodiscard]] base::Result<std::vector<schedule::RunMiss>>
missed_deliveries(storage::Database& database, base::Instant now);

} // namespace broadcast
