#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// MQTT topics of LBP/1. No province or commune stands in a topic: membership is data, the device
/// id is for life.
namespace device_protocol {

/// The last level of `lb/1/d/{device}/…`, spelled as in the topic.
enum class Channel : std::uint8_t {
    state, ///< device, and its will: StateNotice
    hello, ///< device: first message of each connection: Hello
    srv,   ///< server: ServerAnswer
    hb,    ///< device: Heartbeat
    des,   ///< server: envelope of DesiredState
    rep,   ///< device: ReportedState
    cmd,   ///< server: envelope of Command
    ack,   ///< device: Acknowledgement
    evt,   ///< device: EventBatch
};

[[nodiscard]] std::string_view to_text(Channel channel);

/// `lb/1/d/{device}/{channel}`. The id must be a device id (ENSURE).
[[nodiscard]] std::string device_topic(std::string_view device, Channel channel);
/// `lb/1/g/{group}/cmd`
[[nodiscard]] std::string group_command_topic(std::string_view group);
/// `lb/1/all/cmd`: emergencies only.
inline constexpr std::string_view all_command_topic = "lb/1/all/cmd";

/// `lb/1/d/+/{channel}`: what a server subscribes to.
[[nodiscard]] std::string any_device_topic(Channel channel);

struct DeviceTopic {
    std::string device;
    Channel channel = Channel::state;

    friend bool operator==(const DeviceTopic&, const DeviceTopic&) = default;
};

/// Nothing when the topic is not `lb/1/d/{device}/{channel}` with a valid id and a known channel.
[[nodiscard]] std::optional<DeviceTopic> parse_device_topic(std::string_view topic);

} // namespace device_protocol
