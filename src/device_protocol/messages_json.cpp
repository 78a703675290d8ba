#include "device_protocol/messages_json.hpp"

#include "base/try.hpp"
#include "device_protocol/message_checks.hpp"
#include "device_protocol/messages_described.hpp"
#include "json/parse_into.hpp"

#include <array>

namespace device_protocol {

namespace {

/// Messages that travel by HTTPS may be larger than those of MQTT.
template <class Message>
constexpr std::size_t bytes_max = message_bytes_max;
template <>
constexpr std::size_t bytes_max<Manifest> = std::size_t{4} * 1024 * 1024;
template <>
constexpr std::size_t bytes_max<ClaimGrant> = 65'536;
template <>
constexpr std::size_t bytes_max<ClaimReply> = 131'072;
template <>
constexpr std::size_t bytes_max<KeySet> = 65'536;
template <>
constexpr std::size_t bytes_max<UpdateBundle> = 32'768;
template <>
constexpr std::size_t bytes_max<KeyChain> = std::size_t{4} * 1024 * 1024;

/// For the parts of a small message, such as a heartbeat; a larger one takes more by itself.
constexpr std::size_t value_bytes = 4'096;

base::Failure out_of_range(const std::vector<std::string>& pointers) {
    base::Error error = base::refuse(base::Fault::invalid, "device_protocol.bad_message",
                                     "Thông điệp thiết bị có mục ngoài phạm vi cho phép.",
                                     "The device message has members out of range.");
    for (const std::string& pointer : pointers) {
        error.fields.push_back({pointer, {"ngoài phạm vi cho phép", "is out of range"}});
    }
    return base::fail(std::move(error));
}

} // namespace

template <class Message>
base::Result<Message> read_message(std::string_view text) {
    if (text.size() > bytes_max<Message>) {
        return base::fail(base::Fault::too_large, "device_protocol.message_too_large",
                          "Thông điệp thiết bị quá dài.", "The device message is too long.");
    }
    std::array<unsigned char, value_bytes> room;
    boost::json::monotonic_resource memory(room.data(), room.size());
    TRY_ASSIGN(const boost::json::value value,
               json::parse_into(&memory, text, {.bytes_max = bytes_max<Message>}));
    TRY_ASSIGN(Message message, json::from_value<Message>(value, json::Unknown::ignore));
    Problems problems;
    check(message, problems);
    if (!problems.pointers().empty()) {
        return out_of_range(problems.pointers());
    }
    return message;
}

template <class Message>
std::string write_message(const Message& message) {
    return json::write(message);
}

#define NGUON_MESSAGE(Message)                                                                     \
    template base::Result<Message> read_message<Message>(std::string_view);                        \
    template std::string write_message<Message>(const Message&);

NGUON_MESSAGE(Hello)
NGUON_MESSAGE(ServerAnswer)
NGUON_MESSAGE(StateNotice)
NGUON_MESSAGE(Heartbeat)
NGUON_MESSAGE(ReportedState)
NGUON_MESSAGE(DesiredState)
NGUON_MESSAGE(Manifest)
NGUON_MESSAGE(Command)
NGUON_MESSAGE(Acknowledgement)
NGUON_MESSAGE(Event)
NGUON_MESSAGE(EventBatch)
NGUON_MESSAGE(ClaimRequest)
NGUON_MESSAGE(ClaimGrant)
NGUON_MESSAGE(ClaimReply)
NGUON_MESSAGE(KeySet)
NGUON_MESSAGE(KeyChain)
NGUON_MESSAGE(UpdateBundle)

#undef NGUON_MESSAGE

} // namespace device_protocol
