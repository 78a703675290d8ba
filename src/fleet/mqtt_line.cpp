#include "fleet/mqtt_line.hpp"

namespace fleet {

void MqttLine::open_line(const Address& broker, const TlsContext* tls, ConnectPacket as) {
    as_ = std::move(as);
    reader_ = PacketReader();
    unacknowledged_ = 0;
    up_ = false;
    connect(broker, tls);
}

std::uint16_t MqttLine::next_id() {
    last_id_ = last_id_ == 0xFFFF ? std::uint16_t{1} : static_cast<std::uint16_t>(last_id_ + 1);
    return last_id_;
}

void MqttLine::publish(const mqtt::Message& message, bool twice) {
    PublishPacket packet{message, 0, false};
    if (message.qos != mqtt::Qos::at_most_once) {
        packet.id = next_id();
        ++unacknowledged_;
    }
    send(write(packet));
    if (twice) {
        packet.repeated = packet.id != 0;
        send(write(packet));
    }
}

void MqttLine::subscribe(std::vector<mqtt::Subscription> subscriptions) {
    send(write(SubscribePacket{next_id(), std::move(subscriptions)}));
}

void MqttLine::say_goodbye() {
    send(write_empty(PacketType::disconnect));
    up_ = false;
    close();
}

void MqttLine::opened() {
    send(write(as_));
    as_ = {}; // with the will of this connection, kilobytes over the whole fleet
}

void MqttLine::arrived(std::string_view bytes) {
    reader_.feed(bytes);
    while (is_open()) {
        const auto packet = reader_.next();
        if (!packet) {
            break;
        }
        take(*packet);
    }
    if (reader_.broken()) {
        cut();
        closed();
    }
}

void MqttLine::take(const Packet& packet) {
    if (packet.type == PacketType::connack) {
        const std::uint8_t code = read_connack(packet).value_or(3);
        up_ = code == 0;
        connack(code);
    } else if (packet.type == PacketType::publish) {
        if (const auto publish = read_publish(packet)) {
            if (publish->id != 0) {
                send(write_number(PacketType::puback, publish->id));
            }
            delivered(*publish);
        }
    } else if (packet.type == PacketType::puback && unacknowledged_ > 0) {
        --unacknowledged_;
    }
}

void MqttLine::closed() {
    up_ = false;
    lost();
}

} // namespace fleet
