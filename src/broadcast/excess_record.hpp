#pragma once

#include "broadcast/intake.hpp"
#include "storage/database.hpp"

#include <vector>

/// Rows of devices that send more than is read of them: one for each, of the latest time. Alarms
/// are made from them.
namespace broadcast {

/// Of devices in use; who is none is passed over.
void put_excesses(storage::Transaction& transaction, const std::vector<Excess>& excesses);

[[nodiscard]] std::optional<Excess> find_excess(storage::Connection& connection, DeviceId device);

} // namespace broadcast
