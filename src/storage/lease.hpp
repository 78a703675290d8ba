#pragma once

#include "storage/database.hpp"

#include <optional>
#include <string>

namespace storage {

/// Shared work that one server does at a time. The row lives in the database, so it outlives
/// connections and poolers; its epoch grows with every new holder. A holder that was paused writes
/// nothing, because each of its transactions begins with `renew_lease`, which changes the row only
/// while the epoch is still its own. Clocks of the servers may differ by less than the lease's
/// length; more makes take-over slow or early, but never lets two holders write.
inline constexpr base::Millis lease_length{10'000};

/// `holder` names a server. It may stay the same over its restarts, so that it goes on at once,
/// when something else (a locked data folder) keeps two of that name from running. Takes the lease
/// when it is free, expired or already held by `holder`. Returns its epoch, or nothing when another
/// holds it.
[[nodiscard]] std::optional<std::int64_t> take_lease(Transaction& transaction,
                                                     std::string_view name, std::string_view holder,
                                                     base::Instant now);
/// True when `epoch` is still the present one, also late when nobody has taken over; extends it.
/// The first statement of each transaction of the holder.
[[nodiscard]] bool renew_lease(Transaction& transaction, std::string_view name, std::int64_t epoch,
                               base::Instant now);
/// Lets another server take over at once, at an orderly end.
void release_lease(Transaction& transaction, std::string_view name, std::int64_t epoch);

} // namespace storage
