#pragma once

#include "devices/device.hpp"
#include "mqtt/broker_access.hpp"
#include "storage/database.hpp"

#include <functional>
#include <string>
#include <vector>

namespace devices {

/// The groups of a device as the protocol knows them: its own groups and one per level of its area
/// (`a-91`, `a-31069`).
[[nodiscard]] std::vector<std::string> protocol_groups(const Device& device);
/// The group of all devices in an area with this code.
[[nodiscard]] std::string area_group(const area::AreaCode& code);

/// Every claimed device may write and read its own topics and read the commands of its groups. The
/// server's own account is added by whoever knows the broker.
[[nodiscard]] base::Result<mqtt::AccessRules> broker_access(storage::Database& database);

/// Called after a claim, a revocation or a change of groups is durable; the composition root lets
/// it write the broker's files again. An error is told to the operator, the change stands.
using RenewBrokerAccess = std::function<base::Result<void>()>;

} // namespace devices
