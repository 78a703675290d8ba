#pragma once

#include "device_protocol/command.hpp"
#include "device_protocol/device_id.hpp"
#include "mqtt/client.hpp"

#include <gtest/gtest.h>

/// The neighbours of broadcast/ as chain_fixture.hpp needs them.
namespace broadcast {

using device_protocol::DeviceId;
using device_protocol::RunId;

/// Connects and subscribes by itself, and keeps what came.
class Ears final : public mqtt::Listener {
public:
    explicit Ears(std::string client_id) : client_id_(std::move(client_id)) {}
    mqtt::Attempt next_attempt(mqtt::End) override {
        return {.options = {.host = "memory", .client_id = client_id_}};
    }
    void connected() override { ASSERT_TRUE(client->subscribe(subscriptions).has_value()); }
    void disconnected(mqtt::End) override {}
    void received(const mqtt::Message& message) override { heard.push_back(message); }
    void handed_over(int) override {}
    mqtt::Client* client = nullptr;
    std::vector<mqtt::Subscription> subscriptions;
    std::vector<mqtt::Message> heard;

private:
    std::string client_id_;
};

} // namespace broadcast
