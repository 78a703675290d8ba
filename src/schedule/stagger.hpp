#pragma once

#include "schedule/target_devices.hpp"
#include "schedule/timeline.hpp"

#include <span>
#include <vector>

/// Clusters that hear each other speak one after the other: sound needs 2.9 s for a kilometre, so
/// the same sentence from two places is not understood. Sirens and other emergencies sound
/// together. Pure.
namespace schedule {

/// One cluster and how far it is heard.
struct HeardDevice {
    device_protocol::DeviceId id;
    area::Point at;
    double metres = 0;
};

/// Which of them hear each other, and who speaks when; both in the order of the input.
struct StaggerGroups {
    std::vector<std::vector<std::uint32_t>> neighbours; ///< ascending
    std::vector<StaggerSlot> slots;
};

/// Two clusters are neighbours when one of them is heard where the other stands; neighbours never
/// have the same slot. The number of slots is that of each connected set of neighbours alone: one
/// for a cluster without neighbours, two where the set has no odd ring (villages along a road or a
/// canal), and never more than one above the most neighbours that a cluster of it has. Depends only
/// on the set of devices, not on their order. Time and memory grow with devices and neighbours.
[[nodiscard]] StaggerGroups group_neighbours(std::span<const HeardDevice> devices);

/// How far a cluster of this power is heard: pressure falls with distance, so the distance grows
/// with the root of the power; half to twice the rule's distance. 0 W: not known, the rule's own.
[[nodiscard]] double heard_metres(const StaggerRule& rule, std::int32_t watt);

/// How long sound needs for this distance, in whole seconds above: the pause between two slots.
[[nodiscard]] std::int64_t sound_ms(double metres);

/// From the start of one slot to the start of the next one, for speech of this length.
[[nodiscard]] std::int64_t slot_step_ms(const StaggerSlot& slot, std::int64_t duration_ms);

struct StaggerPlan {
    std::vector<std::uint32_t> devices; ///< that take part: indices into the input, in order of id
    std::vector<std::vector<std::uint32_t>> neighbours; ///< of each of them, also by input index
    std::vector<std::uint32_t> without_position;        ///< would take part if it were known
};

/// Gives slots to the devices whose rules ask for it on a day of the window; the others keep none.
/// The devices must be all that can be heard: a slot depends on the neighbours.
StaggerPlan assign_slots(std::span<TargetDevice> devices, const RuleBook& rules,
                         const PlanWindow& window);

} // namespace schedule
