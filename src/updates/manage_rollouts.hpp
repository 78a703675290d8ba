#pragma once

#include "rights/actor.hpp"
#include "updates/update_desk.hpp"
#include "updates/update_record.hpp"

/// Use cases of people: bundles come in, rollouts are started and stopped. Everything needs the
/// right to change devices, in the area of the rollout.
namespace updates {

inline constexpr std::size_t upload_bytes_max =
    static_cast<std::size_t>(device_protocol::update_file_bytes_max) + 131'072;

/// The file that `nguon update make` wrote. Uploading it again gives the same bundle. Refuses what
/// split_update_file, open_update (with the release keys that devices believe) and check_program
/// refuse.
[[nodiscard]] base::Result<StoredBundle> take_bundle(UpdateDesk& desk, const rights::Actor& actor,
                                                     std::string_view file);
[[nodiscard]] base::Result<std::vector<StoredBundle>> show_bundles(UpdateDesk& desk,
                                                                   const rights::Actor& actor);

struct RolloutOrder {
    BundleId bundle;
    area::AreaPath area;
    RolloutPlan plan;
};
/// Refuses `updates.no_such_bundle`, what check_plan and assign refuse.
[[nodiscard]] base::Result<Rollout> start_rollout(UpdateDesk& desk, const rights::Actor& actor,
                                                  const RolloutOrder& order);
/// `updates.no_such_rollout` also for what the actor may not see.
[[nodiscard]] base::Result<Rollout> visible_rollout(UpdateDesk& desk, const rights::Actor& actor,
                                                    RolloutId id);
[[nodiscard]] base::Result<std::vector<Rollout>> visible_rollouts(UpdateDesk& desk,
                                                                  const rights::Actor& actor);
[[nodiscard]] base::Result<Rollout> pause_rollout(UpdateDesk& desk, const rights::Actor& actor,
                                                  RolloutId id, const std::string& reason);
[[nodiscard]] base::Result<Rollout> resume_rollout(UpdateDesk& desk, const rights::Actor& actor,
                                                   RolloutId id);
[[nodiscard]] base::Result<Rollout> stop_rollout(UpdateDesk& desk, const rights::Actor& actor,
                                                 RolloutId id, const std::string& reason,
                                                 bool take_back);

/// What may be done with it now: `pause`, `resume`, `stop`, `take-back`.
[[nodiscard]] std::vector<std::string> abilities(const Rollout& rollout,
                                                 const rights::Actor& actor);

/// The devices and what runs there, within what the actor may see.
[[nodiscard]] base::Result<std::vector<RunningProgram>>
visible_programs(UpdateDesk& desk, const rights::Actor& actor);

} // namespace updates
