#pragma once

#include "area/drawn_area.hpp"
#include "devices/device.hpp"
#include "devices/presence.hpp"
#include "storage/database.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace devices {

/// What a list is asked for. Empty members do not limit.
struct DeviceFilter {
    std::vector<area::AreaPath> visible; ///< areas of the actor; empty shows nothing
    std::optional<area::AreaPath> area;
    std::string search; ///< folded inside; name, serial, place
    std::optional<DeviceKind> kind;
    std::optional<DeviceState> state;
    std::optional<Condition> condition;
    std::optional<GroupId> group;
    std::string after; ///< `DevicePage::next` of the page before
    std::size_t limit = 50;
};

struct ListedDevice {
    Device device;
    Presence presence;
    Condition condition = Condition::never_seen;
};

struct DevicePage {
    std::vector<ListedDevice> devices; ///< by name, then id
    std::string next;                  ///< empty on the last page
};

[[nodiscard]] DevicePage list_devices(storage::Connection& connection, const DeviceFilter& filter,
                                      base::Instant now);
/// How many devices stand in each condition; the dashboard's first line.
[[nodiscard]] std::map<Condition, std::int64_t>
count_conditions(storage::Connection& connection, const DeviceFilter& filter, base::Instant now);

/// What a broadcast is aimed at; the union of its members.
struct TargetSelection {
    std::vector<area::AreaPath> areas;
    std::vector<GroupId> groups;
    std::vector<DeviceId> devices;
    std::optional<area::DrawnArea> drawn;
};

/// The claimed, sounding devices that the selection means, ascending by id.
[[nodiscard]] std::vector<Device> select_targets(storage::Connection& connection,
                                                 const TargetSelection& selection);
/// All claimed devices with an id above `after`.
[[nodiscard]] std::vector<Device> list_claimed(storage::Connection& connection,
                                               std::optional<DeviceId> after, std::size_t limit);

} // namespace devices
