#include "base/ensure.hpp"
#include "device_protocol/key_set.hpp"
#include "device_protocol/messages_json.hpp"
#include "device_protocol/topics.hpp"
#include "device_protocol/update_bundle.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace device_protocol {

namespace {

/// What is read can be written, and reads the same again.
template <class Message>
void read_twice(std::string_view text) {
    const auto message = read_message<Message>(text);
    if (!message) {
        return;
    }
    const std::string written = write_message(*message);
    const auto again = read_message<Message>(written);
    // Writing may be longer than what came, for example without the exponent of a number.
    ENSURE(again || again.error().code == "device_protocol.message_too_large");
    ENSURE(!again || write_message(*again) == written);
}

constexpr std::array readers{
    read_twice<Hello>,      read_twice<ServerAnswer>,  read_twice<StateNotice>,
    read_twice<Heartbeat>,  read_twice<ReportedState>, read_twice<DesiredState>,
    read_twice<Manifest>,   read_twice<Command>,       read_twice<Acknowledgement>,
    read_twice<Event>,      read_twice<EventBatch>,    read_twice<ClaimRequest>,
    read_twice<ClaimGrant>, read_twice<ClaimReply>,    read_twice<KeySet>,
    read_twice<KeyChain>,   read_twice<UpdateBundle>,
};

void read_topic(std::string_view text) {
    const auto topic = parse_device_topic(text);
    ENSURE(!topic || device_topic(topic->device, topic->channel) == text);
}

} // namespace

} // namespace device_protocol

/// The first byte chooses the kind of message.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    if (size == 0) {
        return 0;
    }
    const std::string_view text(reinterpret_cast<const char*>(bytes + 1), size - 1);
    device_protocol::readers.at(bytes[0] % device_protocol::readers.size())(text);
    device_protocol::read_topic(text);
    return 0;
}
