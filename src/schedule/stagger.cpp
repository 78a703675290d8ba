#include "schedule/stagger.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <numeric>
#include <set>
#include <tuple>

namespace schedule {

namespace {

using Neighbours = std::vector<std::vector<std::uint32_t>>;

/// Of the cluster that `StaggerRule::hearing_metres` speaks of: two horns of 30 W.
constexpr double usual_watt = 60;
constexpr double sound_ms_per_metre = 2.9;
constexpr double degree_metres = 111'000; ///< of latitude, at its shortest

/// Devices by squares that are at least as wide as any of them is heard.
class Squares {
public:
    explicit Squares(std::span<const HeardDevice> devices) {
        for (const HeardDevice& device : devices) {
            reach_ = std::max(reach_, device.metres);
            const double narrow = std::cos(device.at.latitude * std::numbers::pi / 180);
            shortest_ = std::min(shortest_, degree_metres * std::max(0.0, narrow));
        }
        for (std::uint32_t i = 0; i < devices.size(); ++i) {
            squares_[square_of(devices[i].at)].push_back(i);
        }
    }

    /// Calls for every device in the square of the point and in the eight around it.
    template <class Call>
    void around(const area::Point& point, Call call) const {
        const auto [row, column] = square_of(point);
        for (std::int64_t i = row - 1; i <= row + 1; ++i) {
            for (std::int64_t j = column - 1; j <= column + 1; ++j) {
                if (const auto found = squares_.find({i, j}); found != squares_.end()) {
                    std::ranges::for_each(found->second, call);
                }
            }
        }
    }

private:
    using Square = std::pair<std::int64_t, std::int64_t>;

    [[nodiscard]] Square square_of(const area::Point& point) const {
        const double wide = std::max(reach_, 1.0) * 1.01;
        return {static_cast<std::int64_t>(std::floor(point.latitude * degree_metres / wide)),
                static_cast<std::int64_t>(std::floor(point.longitude * shortest_ / wide))};
    }

    double reach_ = 0;
    double shortest_ = degree_metres; ///< metres of a degree of longitude, at its shortest
    std::map<Square, std::vector<std::uint32_t>> squares_;
};

Neighbours find_neighbours(std::span<const HeardDevice> devices) {
    const Squares squares(devices);
    Neighbours neighbours(devices.size());
    for (std::uint32_t i = 0; i < devices.size(); ++i) {
        squares.around(devices[i].at, [&](std::uint32_t other) {
            const double reach = std::max(devices[i].metres, devices[other].metres);
            if (other != i && area::metres_between(devices[i].at, devices[other].at) <= reach) {
                neighbours[i].push_back(other);
            }
        });
        std::ranges::sort(neighbours[i]);
    }
    return neighbours;
}

/// Brélaz's order (DSATUR): next is always the one whose neighbours have the most different slots
/// already, then the one with more neighbours, then the first; it takes the first slot that no
/// neighbour has. Exact where there is no odd ring, and never above the most neighbours plus one.
std::vector<std::int32_t> colour(const Neighbours& neighbours) {
    using Key = std::tuple<std::int64_t, std::int64_t, std::uint32_t>;
    const auto count = static_cast<std::uint32_t>(neighbours.size());
    std::vector<std::set<std::int32_t>> taken(count);
    std::vector<std::int32_t> slots(count, -1);
    const auto key_of = [&](std::uint32_t one) {
        return Key{-static_cast<std::int64_t>(taken[one].size()),
                   -static_cast<std::int64_t>(neighbours[one].size()), one};
    };
    std::set<Key> waiting;
    for (std::uint32_t one = 0; one < count; ++one) {
        waiting.insert(key_of(one));
    }
    while (!waiting.empty()) {
        const std::uint32_t one = std::get<2>(*waiting.begin());
        waiting.erase(waiting.begin());
        std::int32_t slot = 0;
        for (const std::int32_t used : taken[one]) {
            slot += used == slot ? 1 : 0;
        }
        slots[one] = slot;
        for (const std::uint32_t other : neighbours[one]) {
            if (slots[other] < 0) {
                waiting.erase(key_of(other));
                taken[other].insert(slot);
                waiting.insert(key_of(other));
            }
        }
    }
    return slots;
}

/// Everybody who can be reached from `first` over neighbours.
std::vector<std::uint32_t> connected(const Neighbours& neighbours, std::uint32_t first,
                                     std::vector<bool>& seen) {
    std::vector<std::uint32_t> members{first};
    seen[first] = true;
    for (std::size_t next = 0; next < members.size(); ++next) {
        for (const std::uint32_t other : neighbours[members[next]]) {
            if (!seen[other]) {
                seen[other] = true;
                members.push_back(other);
            }
        }
    }
    return members;
}

/// Slots of devices that are in order of id.
StaggerGroups group_ordered(std::span<const HeardDevice> devices) {
    StaggerGroups groups{find_neighbours(devices), std::vector<StaggerSlot>(devices.size())};
    const std::vector<std::int32_t> colours = colour(groups.neighbours);
    std::vector<bool> seen(devices.size(), false);
    for (std::uint32_t first = 0; first < devices.size(); ++first) {
        if (seen[first] || groups.neighbours[first].empty()) {
            continue;
        }
        const auto members = connected(groups.neighbours, first, seen);
        std::int32_t last = 0;
        double reach = 0;
        for (const std::uint32_t member : members) {
            last = std::max(last, colours[member]);
            reach = std::max(reach, devices[member].metres);
        }
        for (const std::uint32_t member : members) {
            groups.slots[member] = {colours[member], last + 1, sound_ms(reach)};
        }
    }
    return groups;
}

/// Indices in the order of the ids behind them.
template <class Devices>
std::vector<std::uint32_t> by_id(const Devices& devices) {
    std::vector<std::uint32_t> order(devices.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::sort(order, {}, [&](std::uint32_t one) { return devices[one].id; });
    return order;
}

/// How far a device is heard by the rules of its days; nothing when none of them asks.
std::optional<StaggerRule> rule_of(const area::AreaPath& area, const RuleBook& rules,
                                   const PlanWindow& window) {
    std::optional<StaggerRule> widest;
    for (base::LocalDate date = window.from; date < window.to; date = base::add_days(date, 1)) {
        const auto& rule = rules.at(rules.find(area, date)).stagger;
        if (rule && (!widest || widest->hearing_metres < rule->hearing_metres)) {
            widest = rule;
        }
    }
    return widest;
}

} // namespace

StaggerGroups group_neighbours(std::span<const HeardDevice> devices) {
    const std::vector<std::uint32_t> order = by_id(devices);
    std::vector<HeardDevice> ordered;
    for (const std::uint32_t one : order) {
        ordered.push_back(devices[one]);
    }
    const StaggerGroups found = group_ordered(ordered);
    StaggerGroups groups{Neighbours(devices.size()), std::vector<StaggerSlot>(devices.size())};
    for (std::size_t i = 0; i < order.size(); ++i) {
        groups.slots[order[i]] = found.slots[i];
        for (const std::uint32_t other : found.neighbours[i]) {
            groups.neighbours[order[i]].push_back(order[other]);
        }
        std::ranges::sort(groups.neighbours[order[i]]);
    }
    return groups;
}

double heard_metres(const StaggerRule& rule, std::int32_t watt) {
    const double factor = watt <= 0 ? 1 : std::clamp(std::sqrt(watt / usual_watt), 0.5, 2.0);
    return rule.hearing_metres * factor;
}

std::int64_t sound_ms(double metres) {
    return static_cast<std::int64_t>(std::ceil(metres * sound_ms_per_metre / 1'000)) * 1'000;
}

std::int64_t slot_step_ms(const StaggerSlot& slot, std::int64_t duration_ms) {
    return duration_ms + slot.gap_ms;
}

StaggerPlan assign_slots(std::span<TargetDevice> devices, const RuleBook& rules,
                         const PlanWindow& window) {
    StaggerPlan plan;
    std::map<area::AreaPath, std::optional<StaggerRule>> known;
    std::vector<HeardDevice> heard;
    for (const std::uint32_t index : by_id(devices)) {
        TargetDevice& device = devices[index];
        device.slot = {};
        auto rule = known.find(device.area);
        if (rule == known.end()) {
            rule = known.emplace(device.area, rule_of(device.area, rules, window)).first;
        }
        if (rule->second && !device.position) {
            plan.without_position.push_back(index);
        } else if (rule->second) {
            plan.devices.push_back(index);
            heard.push_back(
                {device.id, *device.position, heard_metres(*rule->second, device.watt)});
        }
    }
    const StaggerGroups groups = group_neighbours(heard);
    for (std::size_t i = 0; i < plan.devices.size(); ++i) {
        devices[plan.devices[i]].slot = groups.slots[i];
        auto& neighbours = plan.neighbours.emplace_back();
        for (const std::uint32_t other : groups.neighbours[i]) {
            neighbours.push_back(plan.devices[other]);
        }
    }
    return plan;
}

} // namespace schedule
