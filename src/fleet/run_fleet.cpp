#include "fleet/run_fleet.hpp"

#include "base/try.hpp"
#include "fleet/fleet_device.hpp"
#include "player/state_files.hpp"

#include <fmt/format.h>

#include <iostream>

namespace fleet {

namespace {

constexpr unsigned fetching_threads = 4;

base::Failure no_plain_line() {
    return base::fail(base::Fault::invalid, "fleet.plain_broker",
                      "Chỉ được nối không mã hóa tới chính máy này: 127.0.0.1:CỔNG.",
                      "A line without TLS may only go to this machine: 127.0.0.1:PORT.");
}

base::Result<Address> broker_address(const RunFleetOptions& options, const Roster& roster) {
    if (options.plain_broker.empty()) {
        const auto& first = roster.brokers.front();
        return resolve(first.host, static_cast<std::uint16_t>(first.port));
    }
    const std::size_t colon = options.plain_broker.find(':');
    const std::string host = options.plain_broker.substr(0, colon);
    const int port =
        colon == std::string::npos ? 0 : std::atoi(options.plain_broker.c_str() + colon + 1);
    if (host != "127.0.0.1" || port <= 0 || port > 65'535) {
        return no_plain_line();
    }
    return resolve(host, static_cast<std::uint16_t>(port));
}

using Devices = std::vector<std::unique_ptr<FleetDevice>>;

void tell(const std::string& line) {
    std::cout << line << std::endl; // at once: somebody waits for it
}

void obey(const std::string& line, World& world, Devices& devices) {
    if (line == "storm") {
        world.tally.connecting.clear();
        world.tally.welcoming.clear();
        for (const auto& device : devices) {
            device->break_line(std::chrono::milliseconds(0));
        }
        tell(R"({"storm":true})");
    } else if (line == "beat") {
        for (const auto& device : devices) {
            device->beat_now();
        }
        tell(R"({"beaten":true})");
    } else if (line == "forget") {
        world.tally.counts.clear();
        world.tally.commands.clear();
        world.tally.connecting.clear();
        world.tally.welcoming.clear();
        tell(R"({"forgotten":true})");
    } else if (line == "quit") {
        for (const auto& device : devices) {
            device->leave();
        }
        tell(world.tally.to_json());
        world.loop.stop();
    } else {
        tell(world.tally.to_json());
    }
}

} // namespace

base::Result<void> run_fleet(const RunFleetOptions& options, const Roster& roster) {
    if (roster.brokers.empty() || roster.devices.empty()) {
        return base::fail(base::Fault::invalid, "fleet.empty_roster",
                          "Danh sách không có thiết bị nào. Hãy chạy nguon-fleet claim trước.",
                          "The roster has no device. Run nguon-fleet claim first.");
    }
    TRY_ASSIGN(const Address broker, broker_address(options, roster));
    TRY_ASSIGN(const TlsContext tls, TlsContext::client(roster.ca_certificate));
    TRY(player::write_atomically(options.ca_file, roster.ca_certificate));
    const std::size_t count = options.devices == 0
                                  ? roster.devices.size()
                                  : std::min(options.devices, roster.devices.size());
    raise_limit_of_files(count + 100);
    Loop loop;
    Tally tally;
    tally.devices = static_cast<std::int64_t>(count);
    Fetcher fetcher(loop, roster.server, options.ca_file.string(), fetching_threads);
    base::SystemClock clock;
    KeySets keys({.version = roster.key_set.value_or(0),
                  .issued_at = {},
                  .issuers = roster.issuers,
                  .release_keys = {}});
    OpenedCommands commands;
    World world{loop, clock, tally, fetcher, keys, commands, broker};
    world.tls = options.plain_broker.empty() && roster.brokers.front().tls ? &tls : nullptr;
    world.faults = options.faults;
    world.seed = options.seed;
    world.began_ms = clock.now().ms;
    world.fetch_programmes = options.fetch_programmes;
    world.orderly = options.orderly;
    Devices devices;
    devices.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        const Member& member = roster.devices[i];
        devices.push_back(std::make_unique<FleetDevice>(
            world, i, DeviceIdentity{member.device, member.token, member.serial}));
        const auto spread = static_cast<std::uint64_t>(options.first_spread.count() + 1);
        devices.back()->begin(
            std::chrono::milliseconds(static_cast<std::int64_t>(mix(options.seed, i) % spread)));
    }
    std::jthread reader([&] {
        std::string line;
        while (std::getline(std::cin, line) && line != "quit") {
            loop.post([&, line] { obey(line, world, devices); });
        }
        loop.post([&] { obey("quit", world, devices); });
    });
    loop.run();
    return {};
}

} // namespace fleet
