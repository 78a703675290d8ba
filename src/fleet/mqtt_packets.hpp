#pragma once

#include "mqtt/client.hpp"

#include <optional>
#include <string>
#include <string_view>

/// MQTT 3.1.1 on the wire, both sides. The fleet has packets of its own, so that it can be ten
/// thousand clients on one thread, a broker that sees every byte of a device, and misbehave.
namespace fleet {

/// The first half byte of a packet (MQTT 3.1.1 table 2.1).
enum class PacketType : std::uint8_t {
    connect = 1,
    connack,
    publish,
    puback,
    pubrec,
    pubrel,
    pubcomp,
    subscribe,
    suback,
    unsubscribe,
    unsuback,
    pingreq,
    pingresp,
    disconnect,
};

/// One packet without its fixed header.
struct Packet {
    PacketType type = PacketType::pingreq;
    std::uint8_t flags = 0;
    std::string body;
};

/// Cuts a stream of bytes into packets.
class PacketReader {
public:
    explicit PacketReader(std::size_t bytes_max = 65'536) : bytes_max_(bytes_max) {}
    void feed(std::string_view bytes) { buffer_.append(bytes); }
    /// Nothing: more bytes are needed, or `broken()`.
    [[nodiscard]] std::optional<Packet> next();
    [[nodiscard]] bool broken() const { return broken_; }

private:
    std::size_t bytes_max_;
    std::string buffer_;
    bool broken_ = false;
};

struct ConnectPacket {
    std::string client_id;
    std::string user;
    std::string password;
    std::uint16_t keepalive_s = 60;
    bool clean_session = true;
    std::optional<mqtt::Message> will;
};

struct PublishPacket {
    mqtt::Message message;
    std::uint16_t id = 0; ///< 0 at QoS 0
    bool repeated = false;
};

struct SubscribePacket {
    std::uint16_t id = 0;
    std::vector<mqtt::Subscription> subscriptions;
};

[[nodiscard]] std::string write(const ConnectPacket& packet);
[[nodiscard]] std::string write(const PublishPacket& packet);
[[nodiscard]] std::string write(const SubscribePacket& packet);
[[nodiscard]] std::string write_connack(std::uint8_t code);
[[nodiscard]] std::string write_suback(const SubscribePacket& asked);
/// A packet that is nothing but a number: puback, unsuback.
[[nodiscard]] std::string write_number(PacketType type, std::uint16_t id);
/// pingreq, pingresp, disconnect.
[[nodiscard]] std::string write_empty(PacketType type);

/// Nothing when the body is not what the type says.
[[nodiscard]] std::optional<ConnectPacket> read_connect(const Packet& packet);
[[nodiscard]] std::optional<PublishPacket> read_publish(const Packet& packet);
[[nodiscard]] std::optional<SubscribePacket> read_subscribe(const Packet& packet);
/// The code of a connack.
[[nodiscard]] std::optional<std::uint8_t> read_connack(const Packet& packet);
[[nodiscard]] std::optional<std::uint16_t> read_number(const Packet& packet);

} // namespace fleet
