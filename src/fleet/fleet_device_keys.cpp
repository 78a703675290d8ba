#include "device_protocol/messages_json.hpp"
#include "fleet/fleet_device.hpp"

#include <algorithm>
#include <utility>

namespace fleet {

using std::chrono::milliseconds;

namespace {

/// Between two questions for keys; doubling with each that was in vain (3.9).
constexpr milliseconds keys_pause = std::chrono::seconds(10);
constexpr std::int32_t doublings_max = 5;

} // namespace

bool FleetDevice::keys_are_behind() const {
    return newest_keys_ > trusted_->version || unread_desired_ || !unread_commands_.empty();
}

void FleetDevice::ask_for_keys() {
    if (asking_for_keys_) {
        return;
    }
    asking_for_keys_ = true;
    milliseconds wait{0};
    if (keys_asked_at_) {
        const auto next = *keys_asked_at_ + keys_pause * (1 << keys_in_vain_);
        wait = std::max(wait, std::chrono::ceil<milliseconds>(next - Steady::now()));
    }
    loop_.after(wait, [this] {
        keys_asked_at_ = Steady::now();
        world_.tally.count("keys_asked");
        world_.fetcher.keys({identity_.device, identity_.token}, trusted_->version,
                            [this](const std::string& chain) { take_keys(chain); });
    });
}

void FleetDevice::take_keys(const std::string& chain) {
    asking_for_keys_ = false;
    const auto read = device_protocol::read_message<device_protocol::KeyChain>(chain);
    if (read && follow_keys(read->sets)) {
        keys_in_vain_ = 0;
        take_unread_again();
    } else {
        keys_in_vain_ = std::min(keys_in_vain_ + 1, doublings_max);
        unread_desired_.reset();
        unread_commands_.clear();
    }
    if (keys_are_behind()) {
        ask_for_keys();
    }
}

bool FleetDevice::follow_keys(const std::vector<std::string>& sets) {
    bool followed = false;
    for (const std::string& envelope : sets) {
        auto next = world_.keys.follow(trusted_, envelope);
        if (!next) {
            world_.tally.count("keys_refused");
            note_refusal({.what = "keys", .code = next.error().code});
            break;
        }
        trusted_ = std::move(*next);
        followed = true;
        world_.tally.count("keys_followed");
        device_protocol::Event event;
        event.kind = "notice";
        event.notice = {.code = "keys_followed", .text = std::to_string(trusted_->version)};
        note(std::move(event));
    }
    return followed;
}

void FleetDevice::take_unread_again() {
    const auto desired = std::exchange(unread_desired_, std::nullopt);
    const auto commands = std::exchange(unread_commands_, {});
    if (desired) {
        take_desired(*desired);
    }
    for (const std::string& envelope : commands) {
        take_command(envelope);
    }
}

} // namespace fleet
