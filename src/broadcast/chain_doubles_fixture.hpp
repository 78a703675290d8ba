#pragma once

#include "broadcast/play_guard.hpp"
#include "crypto/digest.hpp"
#include "device_protocol/command.hpp"
#include "device_protocol/device_id.hpp"
#include "http/event_hub.hpp"
#include "mqtt/client.hpp"

#include <gtest/gtest.h>

/// The neighbours of broadcast/ as chain_fixture.hpp needs them.
namespace broadcast {

using device_protocol::DeviceId;
using device_protocol::RunId;

class CountingHub final : public http::EventHub {
public:
    void publish(std::string_view, std::string_view event, std::string_view) override {
        told.emplace_back(event);
    }
    std::vector<std::string> told;
};

class OpenGuard final : public PlayGuard {
public:
    base::Result<PlayableBulletin> find_playable(const content::BulletinId& bulletin,
                                                 base::Instant) override {
        return PlayableBulletin{.id = bulletin,
                                .title = "Lịch tiêm chủng",
                                .class_ = class_,
                                .area = area::AreaPath({"91", "31069"}),
                                .items = {{.sha256 = crypto::sha256("a"),
                                           .size = 1000,
                                           .duration_ms = 10'000,
                                           .kind = "speech"}}};
    }
    base::Result<void> may_sound(const area::AreaPath&, device_protocol::BroadcastClass,
                                 base::Instant, std::int64_t) override {
        return quiet_ ? base::Result<void>(
                            base::fail(base::Fault::conflict, "broadcast.outside_hours", "", ""))
                      : base::Result<void>();
    }
    base::Result<std::vector<device_protocol::QuietHours>> quiet_hours(const area::AreaPath&,
                                                                       base::Instant) override {
        return std::vector<device_protocol::QuietHours>{{.from = {21 * 3600}, .to = {5 * 3600}}};
    }
    device_protocol::BroadcastClass class_ = device_protocol::BroadcastClass::ordinary;
    bool quiet_ = false;
};

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
