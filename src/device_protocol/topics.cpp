#include "device_protocol/topics.hpp"

#include "base/ensure.hpp"
#include "device_protocol/words.hpp"

#include <array>

namespace device_protocol {

namespace {

constexpr std::string_view device_prefix = "lb/1/d/";

/// In the order of Channel.
constexpr std::array<std::string_view, 9> channel_names{"state", "hello", "srv", "hb", "des",
                                                        "rep",   "cmd",   "ack", "evt"};

} // namespace

std::string_view to_text(Channel channel) {
    return channel_names.at(static_cast<std::size_t>(channel));
}

std::string device_topic(std::string_view device, Channel channel) {
    ENSURE(is_device_id(device));
    return std::string(device_prefix) + std::string(device) + "/" + std::string(to_text(channel));
}

std::string group_command_topic(std::string_view group) {
    ENSURE(is_group_id(group));
    return "lb/1/g/" + std::string(group) + "/cmd";
}

std::string any_device_topic(Channel channel) {
    return std::string(device_prefix) + "+/" + std::string(to_text(channel));
}

std::optional<DeviceTopic> parse_device_topic(std::string_view topic) {
    if (!topic.starts_with(device_prefix)) {
        return std::nullopt;
    }
    topic.remove_prefix(device_prefix.size());
    const std::size_t slash = topic.find('/');
    if (slash == std::string_view::npos || !is_device_id(topic.substr(0, slash))) {
        return std::nullopt;
    }
    const std::string_view name = topic.substr(slash + 1);
    for (std::size_t i = 0; i < channel_names.size(); ++i) {
        if (channel_names[i] == name) {
            return DeviceTopic{std::string(topic.substr(0, slash)), static_cast<Channel>(i)};
        }
    }
    return std::nullopt;
}

} // namespace device_protocol
