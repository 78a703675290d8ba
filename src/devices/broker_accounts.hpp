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

/// Every claimed device may write and read its own topics and read the commands of its groups;
/// `server` (with this password hash) may do everything below `lb/1/`.
[[nodiscard]] base::Result<mqtt::AccessRules> broker_access(storage::Database& database,
                                                            std::string_view server_user,
                                                            std::string_view server_password_hash);

/// Called after a claim, a revocation or a change of groups is durable; the composition root lets
/// it write the broker's files again. An error is told to the operator, the change stands.
using RenewBrokerAccess = std::function<base::Result<void>()>;

} // namespace devices
