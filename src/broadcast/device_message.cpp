#include "broadcast/device_message.hpp"

#include "base/try.hpp"
#include "device_protocol/messages_json.hpp"
#include "device_protocol/topics.hpp"

#include <spdlog/spdlog.h>

namespace broadcast {

namespace {

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

std::optional<Origin> origin_of(std::string_view topic) {
    const auto parts = device_protocol::parse_device_topic(topic);
    if (!parts) {
        return std::nullopt;
    }
    const auto device = DeviceId::parse(parts->device);
    return device ? std::optional(Origin{*device, parts->channel}) : std::nullopt;
}

base::Result<DeviceMessage> read_device_message(const Origin& origin, const std::string& payload) {
    TRY_ASSIGN(auto said, read_said(origin.channel, payload));
    return DeviceMessage{.device = origin.device, .said = std::move(said)};
}

std::vector<DeviceMessage> hear(const std::vector<mqtt::Message>& messages) {
    std::vector<DeviceMessage> heard;
    heard.reserve(messages.size());
    for (const mqtt::Message& message : messages) {
        const auto origin = origin_of(message.topic);
        auto read = origin ? read_device_message(*origin, message.payload)
                           : base::Result<DeviceMessage>(not_from_a_device());
        if (read) {
            heard.push_back(std::move(*read));
        } else {
            spdlog::warn("message on {} not taken: {}", message.topic, read.error().message.en);
        }
    }
    return heard;
}

} // namespace broadcast
