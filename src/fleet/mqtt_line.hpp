#pragma once

#include "fleet/mqtt_packets.hpp"
#include "fleet/stream.hpp"

namespace fleet {

/// A client's MQTT connection: packets, packet numbers, answers to what was delivered. On the
/// loop's thread.
class MqttLine : public Stream {
public:
    explicit MqttLine(Loop& loop) : Stream(loop) {}

    void open_line(const Address& broker, const TlsContext* tls, ConnectPacket as);
    /// `twice`: the same bytes again, as a client does whose acknowledgement was lost.
    void publish(const mqtt::Message& message, bool twice = false);
    void subscribe(std::vector<mqtt::Subscription> subscriptions);
    void ping() { send(write_empty(PacketType::pingreq)); }
    void say_goodbye();
    /// Connected in the sense of MQTT.
    [[nodiscard]] bool is_up() const { return up_; }
    [[nodiscard]] std::size_t unacknowledged() const { return unacknowledged_; }

protected:
    virtual void connack(std::uint8_t code) = 0;
    virtual void delivered(const PublishPacket& packet) = 0;
    /// Not reached, refused by the transport, or broken off.
    virtual void lost() = 0;

    void opened() final;
    void arrived(std::string_view bytes) final;
    void closed() final;

private:
    void take(const Packet& packet);
    std::uint16_t next_id();

    ConnectPacket as_;
    PacketReader reader_;
    std::uint16_t last_id_ = 0;
    std::size_t unacknowledged_ = 0;
    bool up_ = false;
};

} // namespace fleet
