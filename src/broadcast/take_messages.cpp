#include "broadcast/take_messages.hpp"

#include "base/try.hpp"
#include "broadcast/device_words.hpp"
#include "device_protocol/topics.hpp"
#include "devices/live_events.hpp"

#include <spdlog/spdlog.h>

namespace broadcast {

using device_protocol::Channel;

std::vector<mqtt::Subscription> server_subscriptions() {
    std::vector<mqtt::Subscription> subscriptions;
    for (const Channel channel : {Channel::hello, Channel::rep, Channel::ack, Channel::evt}) {
        subscriptions.push_back({.filter = device_protocol::any_device_topic(channel),
                                 .qos = mqtt::Qos::at_least_once});
    }
    for (const Channel channel : {Channel::hb, Channel::state}) {
        subscriptions.push_back(
            {.filter = device_protocol::any_device_topic(channel), .qos = mqtt::Qos::at_most_once});
    }
    return subscriptions;
}

base::Result<std::vector<mqtt::Message>> take_messages(BroadcastDesk& desk,
                                                       const std::vector<DeviceMessage>& batch) {
    const base::Instant now = desk.clock.now();
    // Made anew by each try of the transaction; what the last one found is what counts.
    std::optional<DeviceWords> words;
    TRY(desk.database.write([&](storage::Transaction& transaction) -> base::Result<void> {
        words.emplace(transaction, now, batch);
        for (const DeviceMessage& message : batch) {
            if (const auto taken = words->take(message); !taken) {
                spdlog::warn("message of {} not taken: {}", base::to_text(message.device),
                             taken.error().message.en);
            }
        }
        words->save();
        return {};
    }));
    for (const auto& [device, area] : words->changed_devices()) {
        devices::tell_device_changed(desk.events, device, area);
    }
    for (const auto& [run, area] : words->changed_runs()) {
        devices::tell_run_changed(desk.events, run, area);
    }
    if (words->commands_are_due()) {
        desk.wake();
    }
    return words->take_answers();
}

} // namespace broadcast
