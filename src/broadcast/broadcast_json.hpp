#pragma once

#include "broadcast/order_commands.hpp"
#include "broadcast/programme_record.hpp"
#include "broadcast/run_list.hpp"
#include "devices/presence.hpp"

#include <string>
#include <vector>

namespace broadcast {

[[nodiscard]] base::Result<PlayOrder> read_play_order(std::string_view body);
[[nodiscard]] base::Result<StopOrder> read_stop_order(std::string_view body);
[[nodiscard]] base::Result<VolumeOrder> read_volume_order(std::string_view body);
/// How loud, when somebody says so.
[[nodiscard]] base::Result<std::optional<std::int32_t>> read_test_tone_order(std::string_view body);

[[nodiscard]] std::string run_json(const ListedRun& listed);
/// The run with its deliveries; proofs are left out where the reader may not see them.
[[nodiscard]] std::string run_json(const ListedRun& listed,
                                   const std::vector<DeviceDelivery>& deliveries,
                                   const rights::Actor& actor);
[[nodiscard]] std::string command_json(const ListedCommand& listed);
[[nodiscard]] std::string command_json(const ListedCommand& listed,
                                       const std::vector<DeviceDelivery>& deliveries,
                                       const rights::Actor& actor);
[[nodiscard]] std::string ordered_json(const Ordered& ordered);
[[nodiscard]] std::string event_json(const StoredEvent& event);
/// What the device will play if the line dies now.
[[nodiscard]] std::string programme_json(const DeviceProgramme& programme,
                                         const devices::Presence& presence,
                                         const device_protocol::Manifest& manifest);

} // namespace broadcast
