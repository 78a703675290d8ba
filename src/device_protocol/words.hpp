#pragma once

#include "base/id.hpp"

#include <cstdint>
#include <string>
#include <string_view>

/// Words of the device protocol. Enumerators are spelled as they are sent.
namespace device_protocol {

/// Revision of the protocol inside major version 1 (which is part of every topic). A new revision
/// only adds.
inline constexpr std::int32_t revision = 1;
inline constexpr std::size_t message_bytes_max = 8192;

/// One planned or commanded sounding. The same occurrence has the same id on server and device.
using RunId = base::Id<struct RunTag>;
using CommandId = base::Id<struct CommandTag>;

/// Who issued something, from the bottom up. It follows from the key that signed, never from a
/// member.
enum class Tier : std::uint8_t { commune, province, central };

/// The three classes of Circular 39/2020/TT-BTTTT, in rising urgency.
enum class BroadcastClass : std::uint8_t { ordinary, priority, emergency };

/// Where the device has its time from.
enum class ClockSource : std::uint8_t { ntp, rtc, server, none };

/// How long a device is for life: 8 to 36 characters of a-z, 0-9 and hyphen. A UUID in text form is
/// one.
[[nodiscard]] bool is_device_id(std::string_view text);
/// Groups follow the same rule, but may be shorter (1 to 36).
[[nodiscard]] bool is_group_id(std::string_view text);

} // namespace device_protocol
