#pragma once

#include "broadcast/order_commands.hpp"
#include "devices/device.hpp"

#include <string_view>
#include <vector>

/// How every order is made: begun, filled by its use case, finished with its targets, and stored
/// with one delivery row per device.
namespace broadcast {

/// A command before it is addressed.
struct Draft {
    device_protocol::Command command;
    OrderedCommand record;
    std::optional<Run> run;
};

/// `broadcast.wrong_volume` for what is no volume; absent: the device's own.
[[nodiscard]] base::Result<void> check_percent(std::optional<std::int32_t> percent);
[[nodiscard]] Draft begin_draft(BroadcastDesk& desk, const rights::Actor& actor,
                                std::string_view op, base::Instant now);
/// A device that comes back while the run would still be wanted, in its own slot, must find its
/// stop.
void outlive(storage::Connection& connection, Draft& draft, const Run& run, base::Instant now);
/// Class, life and area, when all is known. `targets` must not be empty.
void finish_record(Draft& draft, const std::vector<devices::Device>& targets);
/// Signs once per group, and once per device that no group reaches; stores everything with its
/// audit row. Nothing has left yet.
void store_draft(BroadcastDesk& desk, storage::Transaction& transaction, const rights::Actor& actor,
                 const Draft& draft, const std::vector<devices::Device>& targets);
/// After the commit: wakes the dispatcher and tells browsers.
Ordered announce(BroadcastDesk& desk, Draft draft, std::size_t targets);

} // namespace broadcast
