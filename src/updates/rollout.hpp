#pragma once

#include "area/area_path.hpp"
#include "base/local_time.hpp"
#include "devices/device.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Pure: how a new program goes to many devices, a few first, and when that ends.
namespace updates {

using devices::DeviceId;
using devices::GroupId;
using BundleId = base::Id<struct BundleTag>;
using RolloutId = base::Id<struct RolloutTag>;

/// One of the three: so many devices, so many percent of all, or those of chosen groups. What an
/// earlier stage has is counted.
struct StagePlan {
    std::optional<std::int32_t> devices;
    std::optional<std::int32_t> percent;
    std::optional<std::vector<GroupId>> groups;

    friend bool operator==(const StagePlan&, const StagePlan&) = default;
};

struct RolloutPlan {
    std::vector<StagePlan> stages;
    std::int32_t failures_max = 0;     ///< more of them stop it
    std::int32_t failure_percent = 10; ///< of those that have ended, from five on; more stops it
    std::int32_t wait_minutes = 60;    ///< after a stage, before the next
    bool back_when_stopped = true;     ///< an automatic stop also takes back what was updated
    base::LocalTime from{3600};        ///< programs are changed between these times of day;
    base::LocalTime to{4 * 3600};      ///< equal: at any time
    std::int32_t quiet_minutes = 10;   ///< nothing may be planned within so many
    std::int32_t days = 30;            ///< devices that were away longer are left as they are

    friend bool operator==(const RolloutPlan&, const RolloutPlan&) = default;
};

inline constexpr std::size_t stages_max = 10;

/// Refuses `updates.wrong_plan` with the member.
[[nodiscard]] base::Result<void> check_plan(const RolloutPlan& plan);

enum class RolloutState : std::uint8_t {
    running,
    paused,  ///< by a person; goes on when a person says so
    stopped, ///< for good: by a person or because too much failed
    done,
};

/// Why nothing new is told although it runs.
enum class Hold : std::uint8_t {
    none,
    emergency, ///< one is open in the area
    window,    ///< it is not the time of day
    wait,      ///< the pause between two stages
    offline,   ///< who is left is not there
};

/// Where one device stands.
enum class Progress : std::uint8_t {
    untold,
    told, ///< ordered; nothing heard yet
    fetching,
    waiting, ///< installed; waits for a good moment
    trial,   ///< the new program runs and has not proven itself
    updated,
    rolled_back, ///< it went back by itself
    refused,
    lost,      ///< not heard any more since it was about to change over
    returning, ///< ordered to go back to the former program
    returned,
};

[[nodiscard]] constexpr bool is_under_way(Progress progress) {
    return progress == Progress::told || progress == Progress::fetching ||
           progress == Progress::waiting || progress == Progress::trial;
}
[[nodiscard]] constexpr bool has_failed(Progress progress) {
    return progress == Progress::rolled_back || progress == Progress::refused ||
           progress == Progress::lost;
}

/// A device's part, with what is known of it now.
struct Member {
    DeviceId device;
    std::int32_t stage = 0;
    Progress progress = Progress::untold;
    std::string reason; ///< of a failure
    std::optional<base::Instant> told_at;
    bool online = false;
    std::optional<base::Instant> seen_at;
    bool busy = false;  ///< sounds, or is about to
    bool usable = true; ///< claimed, and takes updates
    bool fits = true;   ///< the bundle is for its platform, as far as it is known

    friend bool operator==(const Member&, const Member&) = default;
};

struct Rollout {
    RolloutId id;
    BundleId bundle;
    RolloutId back_order; ///< name of the order that takes it back
    area::AreaPath area;
    RolloutPlan plan;
    RolloutState state = RolloutState::running;
    std::string reason; ///< of paused, stopped and done
    Hold hold = Hold::none;
    std::int32_t stage = 0;
    std::optional<base::Instant> stage_done_at;
    bool taking_back = false;
    base::Instant started_at;
    std::string started_by;
    std::int64_t version = 1; ///< raised by every change

    friend bool operator==(const Rollout&, const Rollout&) = default;
};

/// A device that may be taken.
struct Candidate {
    DeviceId device;
    std::vector<GroupId> groups;
    bool online = false;
    bool fits = true;
};
/// `device`: empty when it has not said.
[[nodiscard]] constexpr bool fits_platform(std::string_view device, std::string_view bundle) {
    return device.empty() || device == bundle;
}
/// Who is in which stage, decided once at the start. Whoever is connected comes first, then by id;
/// a device of several stages is in the first. Those in no stage are left out. One on another
/// platform takes nobody's place; it is listed in the last stage that means it, and never told.
/// Refuses `updates.no_devices` when nobody is in any stage, `updates.other_platform` when that is
/// so because of the platform.
[[nodiscard]] base::Result<std::vector<Member>> assign(const RolloutPlan& plan,
                                                       std::vector<Candidate> candidates);

struct Situation {
    base::Instant now;
    bool emergency_open = false; ///< in the rollout's area, or in one that covers a part of it
};

/// What is to be done now.
struct Step {
    Rollout rollout;
    std::vector<Member> members;     ///< all of them, as they stand after the step
    std::vector<DeviceId> tell;      ///< give them the order
    std::vector<DeviceId> withdraw;  ///< take the order away
    std::vector<DeviceId> take_back; ///< order them to go back
};

/// In this order: who was lost; an open emergency takes every order away that can still be taken
/// away; too many failures stop it; a paused or stopped rollout has no orders; else the stages go
/// on.
[[nodiscard]] Step decide(Rollout rollout, std::vector<Member> members, const Situation& now);

/// By a person. Refuse `updates.not_running`, `updates.not_paused`, `updates.is_over`.
[[nodiscard]] base::Result<Rollout> pause(Rollout rollout, std::string reason);
[[nodiscard]] base::Result<Rollout> resume(Rollout rollout);
[[nodiscard]] base::Result<Rollout> stop(Rollout rollout, std::string reason, bool take_back);

/// Equal times: always. `from` later than `to` runs over midnight.
[[nodiscard]] bool in_window(base::LocalTime from, base::LocalTime to, base::Instant now);

/// A device that was installed or on trial and is not heard for so long will not come back by
/// itself.
inline constexpr base::Millis lost_after = std::chrono::minutes(60);
/// One that is there and does not say that it has the bundle has failed after so long.
inline constexpr base::Millis stuck_after = std::chrono::hours(24);
/// The share of failures is not judged before so many have ended.
inline constexpr std::int32_t share_from = 5;

} // namespace updates
