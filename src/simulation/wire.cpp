#include "simulation/wire.hpp"

#include <algorithm>

namespace simulation {

using std::chrono::milliseconds;

bool Wire::connect(const std::string& name, Party& party, std::vector<std::string> filters,
                   std::optional<mqtt::Message> will) {
    if (!broker_up_ || cut_.contains(name)) {
        return false;
    }
    if (links_.contains(name)) {
        drop(name); // the broker throws out the older one of the same name
    }
    links_[name] = {&party, ++generations_, {}, std::move(will), world_.now()};
    for (const std::string& filter : filters) {
        listen(name, filter);
    }
    party.connected();
    return true;
}

void Wire::listen(const std::string& name, const std::string& filter) {
    const auto link = links_.find(name);
    if (link == links_.end() ||
        std::ranges::find(link->second.filters, filter) != link->second.filters.end()) {
        return;
    }
    link->second.filters.push_back(filter);
}

void Wire::drop(const std::string& name) {
    const auto link = links_.find(name);
    if (link == links_.end()) {
        return;
    }
    Party* party = link->second.party;
    const auto will = std::move(link->second.will);
    links_.erase(link);
    if (will && broker_up_) {
        // Noticed at once when the connection was reset, after the keep-alive when it went quiet.
        const auto noticed = world_.one_in(2) ? world_.between(1, 50) : world_.between(50, 90'000);
        world_.after(milliseconds(noticed), [this, message = *will] {
            if (broker_up_) {
                spread(message);
            }
        });
    }
    party->disconnected();
}

bool Wire::publish(const std::string& name, const mqtt::Message& message) {
    if (!links_.contains(name)) {
        return false;
    }
    if (message.qos == mqtt::Qos::at_most_once && world_.one_in(weather_.lost_one_in)) {
        return true;
    }
    spread(message);
    return true;
}

void Wire::spread(const mqtt::Message& message) {
    for (auto& [name, link] : links_) {
        for (const std::string& filter : link.filters) {
            if (mqtt::matches(filter, message.topic)) {
                deliver(name, link, message);
                break;
            }
        }
    }
}

void Wire::deliver(const std::string& name, Link& link, const mqtt::Message& message) {
    deliver_once(name, link, message);
    if (message.qos == mqtt::Qos::at_least_once && world_.one_in(weather_.doubled_one_in)) {
        deliver_once(name, link, message);
        world_.sometimes("a message came twice");
    }
}

void Wire::deliver_once(const std::string& name, Link& link, const mqtt::Message& message) {
    auto delay = weather_.longest_delay_ms;
    if (world_.one_in(weather_.stalled_one_in)) {
        world_.sometimes("a connection stalled for minutes");
        delay = 600'000;
    }
    link.last_delivery =
        std::max(link.last_delivery, world_.now() + milliseconds(world_.between(1, delay)));
    world_.at(link.last_delivery, [this, name, generation = link.generation, message] {
        const auto present = links_.find(name);
        if (present != links_.end() && present->second.generation == generation) {
            present->second.party->received(message);
        }
    });
}

void Wire::break_broker() {
    broker_up_ = false;
    world_.sometimes("the broker died");
    while (!links_.empty()) {
        drop(links_.begin()->first);
    }
}

void Wire::cut(const std::string& name) {
    cut_.insert(name);
    drop(name);
}

} // namespace simulation
