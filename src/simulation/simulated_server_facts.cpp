// What the server says at the end and in between, as its rows and its rules have it.
#include "broadcast/delivery.hpp"
#include "devices/device_record.hpp"
#include "simulation/simulated_server.hpp"

namespace simulation {

namespace {

std::string name_of(devices::Condition condition) {
    switch (condition) {
    case devices::Condition::online:
        return "online";
    case devices::Condition::playing:
        return "playing";
    case devices::Condition::silent_able:
        return "silent_able";
    case devices::Condition::silent_dead:
        return "silent_dead";
    default:
        return "other";
    }
}

} // namespace

void SimulatedServer::tell_conditions(
    const std::vector<std::unique_ptr<SimulatedDevice>>& devices) {
    const auto presences = disk_.read(
        [&](storage::Connection& connection) -> base::Result<std::vector<devices::Presence>> {
            return devices::load_presences(connection, devices_);
        });
    for (devices::Presence presence : presences.value()) {
        if (mutant_ == Mutant::never_silent) {
            presence.lease_until = world_.now() + std::chrono::hours(1);
        }
        for (const auto& device : devices) {
            if (device->id() == base::to_text(presence.device) && device->gone_since()) {
                world_.tell({.at = world_.now(),
                             .kind = FactKind::shown,
                             .device = device->id(),
                             .state = name_of(devices::assess(
                                 presence, devices::DeviceState::claimed, world_.now())),
                             .until = std::max(*device->gone_since(), last_heard_[device->id()])});
            }
        }
    }
}

void SimulatedServer::tell_outcome() {
    const auto told = disk_.read([&](storage::Connection& connection) -> base::Result<void> {
        for (const auto& row : connection.query("select run, device, ms_played from proof", {})) {
            world_.tell({.at = world_.now(),
                         .kind = FactKind::recorded,
                         .device = row.text("device"),
                         .run = row.text("run"),
                         .ms = row.integer("ms_played")});
        }
        for (const auto& row : connection.query(
                 "select coalesce(run.id, subject) as run, device, state from delivery left join "
                 "run on run.command = subject",
                 {})) {
            world_.tell({.at = world_.now(),
                         .kind = FactKind::settled,
                         .device = row.text("device"),
                         .run = row.text("run"),
                         .state = row.text("state")});
        }
        for (const auto& row : connection.query("select device, lost from event_position", {})) {
            world_.tell({.at = world_.now(),
                         .kind = FactKind::lost,
                         .device = row.text("device"),
                         .ms = row.integer("lost")});
        }
        return {};
    });
    told.value();
}

} // namespace simulation
