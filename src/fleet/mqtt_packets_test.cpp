#include "fleet/mqtt_packets.hpp"

#include <gtest/gtest.h>

namespace fleet {

namespace {

Packet only_packet(const std::string& bytes) {
    PacketReader reader;
    reader.feed(bytes);
    auto packet = reader.next();
    EXPECT_TRUE(packet.has_value());
    EXPECT_FALSE(reader.next().has_value());
    return packet.value_or(Packet{});
}

TEST(MqttPackets, a_connect_with_will_and_credential_comes_back_as_it_was) {
    ConnectPacket sent;
    sent.client_id = "device-1";
    sent.user = "device-1";
    sent.password = "token";
    sent.will = mqtt::Message{"lb/1/d/device-1/state", "{}", mqtt::Qos::at_least_once, true};
    const auto read = read_connect(only_packet(write(sent)));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->client_id, "device-1");
    EXPECT_EQ(read->password, "token");
    EXPECT_TRUE(read->clean_session);
    ASSERT_TRUE(read->will);
    EXPECT_EQ(read->will->payload, "{}");
    EXPECT_TRUE(read->will->retained);
    EXPECT_EQ(read->will->qos, mqtt::Qos::at_least_once);
}

TEST(MqttPackets, a_publish_longer_than_one_length_byte_arrives_in_any_pieces) {
    PublishPacket sent{{"a/b", std::string(5000, 'x'), mqtt::Qos::at_least_once, false}, 77, true};
    const std::string bytes = write(sent);
    PacketReader reader;
    for (const char byte : bytes) {
        EXPECT_FALSE(reader.next().has_value());
        reader.feed(std::string_view(&byte, 1));
    }
    const auto packet = reader.next();
    ASSERT_TRUE(packet);
    const auto read = read_publish(*packet);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->message.payload, sent.message.payload);
    EXPECT_EQ(read->id, 77);
    EXPECT_TRUE(read->repeated);
}

TEST(MqttPackets, a_subscription_names_its_filters_and_its_qos) {
    const SubscribePacket sent{5, {{"a/+", mqtt::Qos::at_least_once}, {"b", {}}}};
    const auto read = read_subscribe(only_packet(write(sent)));
    ASSERT_TRUE(read);
    ASSERT_EQ(read->subscriptions.size(), 2U);
    EXPECT_EQ(read->subscriptions[0].filter, "a/+");
    EXPECT_EQ(read->subscriptions[0].qos, mqtt::Qos::at_least_once);
    EXPECT_EQ(only_packet(write_suback(sent)).body.size(), 4U);
}

TEST(MqttPackets, what_is_too_long_or_no_packet_breaks_the_stream) {
    PacketReader too_long(100);
    too_long.feed(write(PublishPacket{{"a", std::string(200, 'x'), {}, false}}));
    EXPECT_FALSE(too_long.next().has_value());
    EXPECT_TRUE(too_long.broken());
    PacketReader endless;
    endless.feed("\x30\xff\xff\xff\xff\xff");
    EXPECT_FALSE(endless.next().has_value());
    EXPECT_TRUE(endless.broken());
    PacketReader no_type;
    no_type.feed(std::string("\0\0", 2));
    EXPECT_FALSE(no_type.next().has_value());
    EXPECT_TRUE(no_type.broken());
}

TEST(MqttPackets, a_body_cut_short_is_not_read) {
    Packet packet = only_packet(write(ConnectPacket{"device-1", "u", "p", 60, true, {}}));
    packet.body.resize(packet.body.size() - 1);
    EXPECT_FALSE(read_connect(packet));
    EXPECT_FALSE(read_subscribe({PacketType::subscribe, 2, std::string("\0\1\0\x9z", 5)}));
    EXPECT_FALSE(read_publish({PacketType::publish, 4, std::string("\0\1a\0\1", 5)}));
}

} // namespace

} // namespace fleet
