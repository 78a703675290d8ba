#pragma once

#include "audit/audit.hpp"

#include <vector>

namespace schedule {

/// What every change of programmes and rules leaves behind in its transaction: the raised number of
/// inputs, an outbox row `schedule.changed` {"places": […]} for replan(), and the audit entry.
void tell_schedule_change(storage::Transaction& transaction, const rights::Actor& actor,
                          const audit::Entry& entry, const std::vector<area::AreaPath>& places,
                          base::Instant now);

/// The places of such an outbox row.
[[nodiscard]] base::Result<std::vector<area::AreaPath>> changed_places(std::string_view payload);

} // namespace schedule
