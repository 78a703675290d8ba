#include "fleet/mqtt_packets.hpp"

namespace fleet {

namespace {

constexpr std::uint8_t will_flag = 0x04;
constexpr std::uint8_t will_retained = 0x20;
constexpr std::uint8_t with_password = 0x40;
constexpr std::uint8_t with_user = 0x80;
constexpr std::uint8_t clean = 0x02;

void add_number(std::string& to, std::uint16_t number) {
    to.push_back(static_cast<char>(number >> 8U));
    to.push_back(static_cast<char>(number & 0xFFU));
}

void add_text(std::string& to, std::string_view text) {
    add_number(to, static_cast<std::uint16_t>(text.size()));
    to.append(text);
}

std::string frame(PacketType type, std::uint8_t flags, std::string_view body) {
    std::string packet;
    packet.reserve(body.size() + 5);
    packet.push_back(static_cast<char>((static_cast<unsigned>(type) << 4U) | flags));
    std::size_t rest = body.size();
    do {
        const auto digit = static_cast<unsigned>(rest % 128);
        rest /= 128;
        packet.push_back(static_cast<char>(rest > 0 ? digit | 0x80U : digit));
    } while (rest > 0);
    packet.append(body);
    return packet;
}

/// Reads from the front; once something was missing, everything is.
class Reader {
public:
    explicit Reader(std::string_view rest) : rest_(rest) {}

    std::uint8_t byte() {
        if (rest_.empty()) {
            good_ = false;
            return 0;
        }
        const auto first = static_cast<std::uint8_t>(rest_.front());
        rest_.remove_prefix(1);
        return first;
    }
    std::uint16_t number() {
        const unsigned high = byte();
        return static_cast<std::uint16_t>((high << 8U) | byte());
    }
    std::string text() {
        const std::size_t size = number();
        if (size > rest_.size()) {
            good_ = false;
            return {};
        }
        std::string found(rest_.substr(0, size));
        rest_.remove_prefix(size);
        return found;
    }
    [[nodiscard]] std::string_view rest() const { return rest_; }
    [[nodiscard]] bool good() const { return good_; }

private:
    std::string_view rest_;
    bool good_ = true;
};

mqtt::Qos qos_of(unsigned bits) {
    return (bits & 3U) == 0 ? mqtt::Qos::at_most_once : mqtt::Qos::at_least_once;
}

} // namespace

std::optional<Packet> PacketReader::next() {
    if (broken_ || buffer_.size() < 2) {
        return std::nullopt;
    }
    std::size_t length = 0;
    std::size_t at = 1;
    for (unsigned shift = 0;; shift += 7, ++at) {
        if (at >= buffer_.size()) {
            return std::nullopt;
        }
        const auto digit = static_cast<std::uint8_t>(buffer_[at]);
        length |= static_cast<std::size_t>(digit & 0x7FU) << shift;
        if ((digit & 0x80U) == 0) {
            ++at;
            break;
        }
        if (shift == 21) {
            broken_ = true;
            return std::nullopt;
        }
    }
    const auto first = static_cast<std::uint8_t>(buffer_[0]);
    if (length > bytes_max_ || (first >> 4U) == 0 || (first >> 4U) == 15) {
        broken_ = true;
        return std::nullopt;
    }
    if (buffer_.size() - at < length) {
        return std::nullopt;
    }
    Packet packet{static_cast<PacketType>(first >> 4U), static_cast<std::uint8_t>(first & 0x0FU),
                  buffer_.substr(at, length)};
    buffer_.erase(0, at + length);
    if (buffer_.empty()) {
        buffer_ = {}; // thousands of quiet connections: each keeps nothing
    }
    return packet;
}

std::string write(const ConnectPacket& packet) {
    std::string body;
    add_text(body, "MQTT");
    body.push_back(4);
    unsigned flags = packet.clean_session ? clean : 0U;
    if (packet.will) {
        flags |= will_flag | (static_cast<unsigned>(packet.will->qos) << 3U) |
                 (packet.will->retained ? will_retained : 0U);
    }
    flags |= packet.user.empty() ? 0U : static_cast<unsigned>(with_user | with_password);
    body.push_back(static_cast<char>(flags));
    add_number(body, packet.keepalive_s);
    add_text(body, packet.client_id);
    if (packet.will) {
        add_text(body, packet.will->topic);
        add_text(body, packet.will->payload);
    }
    if (!packet.user.empty()) {
        add_text(body, packet.user);
        add_text(body, packet.password);
    }
    return frame(PacketType::connect, 0, body);
}

std::string write(const PublishPacket& packet) {
    const mqtt::Message& message = packet.message;
    std::string body;
    body.reserve(message.topic.size() + message.payload.size() + 4);
    add_text(body, message.topic);
    if (message.qos != mqtt::Qos::at_most_once) {
        add_number(body, packet.id);
    }
    body.append(message.payload);
    const unsigned flags = (packet.repeated ? 8U : 0U) |
                           (static_cast<unsigned>(message.qos) << 1U) |
                           (message.retained ? 1U : 0U);
    return frame(PacketType::publish, static_cast<std::uint8_t>(flags), body);
}

std::string write(const SubscribePacket& packet) {
    std::string body;
    add_number(body, packet.id);
    for (const mqtt::Subscription& one : packet.subscriptions) {
        add_text(body, one.filter);
        body.push_back(static_cast<char>(one.qos));
    }
    return frame(PacketType::subscribe, 2, body);
}

std::string write_connack(std::uint8_t code) {
    return frame(PacketType::connack, 0, std::string{'\0', static_cast<char>(code)});
}

std::string write_suback(const SubscribePacket& asked) {
    std::string body;
    add_number(body, asked.id);
    for (const mqtt::Subscription& one : asked.subscriptions) {
        body.push_back(static_cast<char>(one.qos));
    }
    return frame(PacketType::suback, 0, body);
}

std::string write_number(PacketType type, std::uint16_t id) {
    std::string body;
    add_number(body, id);
    return frame(type, 0, body);
}

std::string write_empty(PacketType type) {
    return frame(type, 0, "");
}

std::optional<ConnectPacket> read_connect(const Packet& packet) {
    Reader reader(packet.body);
    const std::string name = reader.text();
    const std::uint8_t level = reader.byte();
    const unsigned flags = reader.byte();
    ConnectPacket read;
    read.keepalive_s = reader.number();
    read.client_id = reader.text();
    read.clean_session = (flags & clean) != 0;
    if ((flags & will_flag) != 0) {
        mqtt::Message will;
        will.topic = reader.text();
        will.payload = reader.text();
        will.qos = qos_of(flags >> 3U);
        will.retained = (flags & will_retained) != 0;
        read.will = std::move(will);
    }
    read.user = (flags & with_user) != 0 ? reader.text() : "";
    read.password = (flags & with_password) != 0 ? reader.text() : "";
    if (!reader.good() || name != "MQTT" || level != 4 || packet.type != PacketType::connect) {
        return std::nullopt;
    }
    return read;
}

std::optional<PublishPacket> read_publish(const Packet& packet) {
    Reader reader(packet.body);
    const unsigned qos = (packet.flags >> 1U) & 3U;
    PublishPacket read;
    read.message.topic = reader.text();
    read.message.qos = qos_of(qos);
    read.message.retained = (packet.flags & 1U) != 0;
    read.repeated = (packet.flags & 8U) != 0;
    read.id = qos != 0 ? reader.number() : std::uint16_t{0};
    read.message.payload = std::string(reader.rest());
    if (!reader.good() || qos > 1 || packet.type != PacketType::publish) {
        return std::nullopt;
    }
    return read;
}

std::optional<SubscribePacket> read_subscribe(const Packet& packet) {
    Reader reader(packet.body);
    SubscribePacket read;
    read.id = reader.number();
    while (reader.good() && !reader.rest().empty()) {
        mqtt::Subscription one;
        one.filter = reader.text();
        one.qos = qos_of(reader.byte());
        read.subscriptions.push_back(std::move(one));
    }
    if (!reader.good() || read.subscriptions.empty() || packet.type != PacketType::subscribe) {
        return std::nullopt;
    }
    return read;
}

std::optional<std::uint8_t> read_connack(const Packet& packet) {
    if (packet.type != PacketType::connack || packet.body.size() != 2) {
        return std::nullopt;
    }
    return static_cast<std::uint8_t>(packet.body[1]);
}

std::optional<std::uint16_t> read_number(const Packet& packet) {
    Reader reader(packet.body);
    const std::uint16_t id = reader.number();
    return reader.good() ? std::optional(id) : std::nullopt;
}

} // namespace fleet
