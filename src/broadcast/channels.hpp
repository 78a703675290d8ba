#pragma once

#include "device_protocol/device_id.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace broadcast {

using device_protocol::DeviceId;

/// A device and the groups whose commands it hears.
struct Listening {
    DeviceId device;
    std::vector<std::string> groups;
};

/// By which publishes a command reaches its targets: each of them by exactly one.
struct Channels {
    std::map<std::string, std::vector<DeviceId>> groups;
    std::vector<DeviceId> alone;

    friend bool operator==(const Channels&, const Channels&) = default;
};

/// Pure. A group is used when all its members are targets and none is reached already; large groups
/// come first. `everyone` holds every member of each group that it names, in any order.
[[nodiscard]] Channels choose_channels(const std::vector<Listening>& everyone,
                                       const std::set<DeviceId>& targets);

} // namespace broadcast
