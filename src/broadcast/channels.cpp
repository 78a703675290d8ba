#include "broadcast/channels.hpp"

#include <algorithm>
#include <tuple>

namespace broadcast {

namespace {

/// One publish for one device is what its own topic does anyway.
constexpr std::size_t members_min = 2;

} // namespace

Channels choose_channels(const std::vector<Listening>& everyone,
                         const std::set<DeviceId>& targets) {
    std::map<std::string, std::vector<DeviceId>> members;
    for (const Listening& one : everyone) {
        for (const std::string& group : one.groups) {
            members[group].push_back(one.device);
        }
    }
    std::erase_if(members, [&](const auto& entry) {
        return entry.second.size() < members_min ||
               !std::ranges::all_of(
                   entry.second, [&](const DeviceId& id) { return targets.contains(id); });
    });
    std::vector<const std::pair<const std::string, std::vector<DeviceId>>*> by_size;
    for (const auto& entry : members) {
        by_size.push_back(&entry);
    }
    std::ranges::sort(by_size, [](const auto* a, const auto* b) {
        return std::tuple(b->second.size(), a->first) < std::tuple(a->second.size(), b->first);
    });
    Channels channels;
    std::set<DeviceId> left = targets;
    for (const auto* entry : by_size) {
        if (std::ranges::all_of(entry->second,
                                [&](const DeviceId& id) { return left.contains(id); })) {
            for (const DeviceId& id : entry->second) {
                left.erase(id);
            }
            channels.groups.emplace(entry->first, entry->second);
        }
    }
    channels.alone.assign(left.begin(), left.end());
    return channels;
}

} // namespace broadcast
