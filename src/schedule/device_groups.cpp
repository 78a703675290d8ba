#include "schedule/device_groups.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <unordered_map>

namespace schedule {

namespace {

using Programmes = std::vector<std::uint32_t>;

/// Which programmes name an area, a group or a device, found without walking all of them.
class TargetIndex {
public:
    explicit TargetIndex(std::span<const ResolvedProgramme> programmes) {
        for (std::uint32_t i = 0; i < programmes.size(); ++i) {
            const content::Targets& targets = programmes[i].programme.targets;
            for (const auto& area : targets.areas) {
                by_area_[area::to_text(area)].push_back(i);
            }
            for (const auto& group : targets.groups) {
                by_group_[group].push_back(i);
            }
            for (const auto& device : targets.devices) {
                by_device_[device].push_back(i);
            }
            if (targets.drawn) {
                drawn_.emplace_back(i, &*targets.drawn);
            }
        }
    }

    /// Programmes that name the area or one above it.
    [[nodiscard]] Programmes for_area(const area::AreaPath& area) const {
        Programmes found;
        add(found, by_area_, std::string());
        std::string prefix;
        for (const area::AreaCode& code : area.codes()) {
            prefix += prefix.empty() ? code : "/" + code;
            add(found, by_area_, prefix);
        }
        return sorted(std::move(found));
    }

    /// Adds those that name the device itself or one of its groups, or in whose drawing it stands;
    /// false when there are none.
    [[nodiscard]] bool add_own(Programmes& found, const TargetDevice& device) const {
        const std::size_t before = found.size();
        add(found, by_device_, device.id);
        for (const auto& group : device.groups) {
            add(found, by_group_, group);
        }
        for (const auto& [programme, drawn] : drawn_) {
            if (drawn->contains(device.area, device.position)) {
                found.push_back(programme);
            }
        }
        if (found.size() == before) {
            return false;
        }
        found = sorted(std::move(found));
        return true;
    }

private:
    template <class Map, class Key>
    static void add(Programmes& found, const Map& map, const Key& key) {
        if (const auto at = map.find(key); at != map.end()) {
            found.insert(found.end(), at->second.begin(), at->second.end());
        }
    }
    static Programmes sorted(Programmes found) {
        std::ranges::sort(found);
        const auto doubles = std::ranges::unique(found);
        found.erase(doubles.begin(), doubles.end());
        return found;
    }

    std::unordered_map<std::string, Programmes> by_area_;
    std::unordered_map<device_protocol::DeviceGroupId, Programmes> by_group_;
    std::unordered_map<device_protocol::DeviceId, Programmes> by_device_;
    /// Few; each is asked of every device.
    std::vector<std::pair<std::uint32_t, const area::DrawnArea*>> drawn_;
};

/// What is the same for all devices that stand in one area.
struct Place {
    std::vector<std::size_t> rules_by_day;
    Programmes programmes;
    /// Of the devices without programmes of their own, by slot.
    std::map<StaggerSlot, std::size_t> groups;
};

std::vector<std::size_t> rules_by_day(const RuleBook& rules, const area::AreaPath& area,
                                      const PlanWindow& window) {
    std::vector<std::size_t> indices;
    for (base::LocalDate date = window.from; date < window.to; date = base::add_days(date, 1)) {
        indices.push_back(rules.find(area, date));
    }
    return indices;
}

} // namespace

std::vector<DeviceGroup> group_devices(std::span<const ResolvedProgramme> programmes,
                                       const RuleBook& rules, std::span<const TargetDevice> devices,
                                       const PlanWindow& window) {
    const TargetIndex index(programmes);
    std::unordered_map<std::string, Place> places;
    std::map<std::tuple<std::vector<std::size_t>, Programmes, StaggerSlot>, std::size_t> known;
    std::vector<DeviceGroup> groups;
    const auto group_of = [&](const Place& place, Programmes own, const StaggerSlot& slot) {
        const auto [at, is_new] =
            known.try_emplace({place.rules_by_day, std::move(own), slot}, groups.size());
        if (is_new) {
            groups.push_back({place.rules_by_day, std::get<1>(at->first), slot, {}});
        }
        return at->second;
    };
    for (std::uint32_t i = 0; i < devices.size(); ++i) {
        const TargetDevice& device = devices[i];
        auto [at, is_new] = places.try_emplace(area::to_text(device.area));
        Place& place = at->second;
        if (is_new) {
            place.rules_by_day = rules_by_day(rules, device.area, window);
            place.programmes = index.for_area(device.area);
        }
        Programmes own = place.programmes;
        const bool has_own = index.add_own(own, device);
        if (own.empty()) {
            continue;
        }
        if (has_own) {
            groups[group_of(place, std::move(own), device.slot)].devices.push_back(i);
            continue;
        }
        auto alike = place.groups.find(device.slot);
        if (alike == place.groups.end()) {
            const std::size_t group = group_of(place, std::move(own), device.slot);
            alike = place.groups.emplace(device.slot, group).first;
        }
        groups[alike->second].devices.push_back(i);
    }
    return groups;
}

} // namespace schedule
