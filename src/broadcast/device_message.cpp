#include "broadcast/device_message.hpp"

#include "base/try.hpp"
#include "device_protocol/messages_json.hpp"
#include "device_protocol/topics.hpp"

#include <spdlog/spdlog.h>

namespace broadcast {

namespace {

using device_protocol::Channel;
using Said = decltype(DeviceMessage::said);

base::Failure not_from_a_device() {
    return base::fail(base::Fault::invalid, "broadcast.not_from_a_device",
                      "Tin nhắn không phải của thiết bị gửi lên.",
                      "The message is not what a device says.");
}

template <class Message>
base::Result<Said> read(const std::string& payload) {
    TRY_ASSIGN(Message message, device_protocol::read_message<Message>(payload));
    return Said(std::move(message));
}

base::Result<Said> read_said(Channel channel, const std::string& payload) {
    switch (channel) {
    case Channel::hello:
        return read<device_protocol::Hello>(payload);
    case Channel::hb:
        return read<device_protocol::Heartbeat>(payload);
    case Channel::rep:
        return read<device_protocol::ReportedState>(payload);
    case Channel::ack:
        return read<device_protocol::Acknowledgement>(payload);
    case Channel::evt:
        return read<device_protocol::EventBatch>(payload);
    case Channel::state:
        return read<device_protocol::StateNotice>(payload);
    case Channel::srv:
    case Channel::des:
    case Channel::cmd:
        break; // what we say ourselves
    }
    return not_from_a_device();
}

} // namespace

base::Result<DeviceMessage> read_device_message(const mqtt::Message& message) {
    const auto topic = device_protocol::parse_device_topic(message.topic);
    if (!topic) {
        return not_from_a_device();
    }
    TRY_ASSIGN(const DeviceId device, DeviceId::parse(topic->device));
    TRY_ASSIGN(auto said, read_said(topic->channel, message.payload));
    return DeviceMessage{.device = device, .said = std::move(said)};
}

std::optional<DeviceMessage> hear(const mqtt::Message& message) {
    auto read = read_device_message(message);
    if (!read) {
        spdlog::warn("message on {} not taken: {}", message.topic, read.error().message.en);
        return std::nullopt;
    }
    return std::move(*read);
}

std::vector<DeviceMessage> hear(const std::vector<mqtt::Message>& messages) {
    std::vector<DeviceMessage> heard;
    heard.reserve(messages.size());
    for (const mqtt::Message& message : messages) {
        if (auto read = hear(message)) {
            heard.push_back(std::move(*read));
        }
    }
    return heard;
}

} // namespace broadcast
