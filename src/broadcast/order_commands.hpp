#pragma once

#include "broadcast/delivery_record.hpp"
#include "broadcast/desk.hpp"
#include "content/bulletin_id.hpp"
#include "content/targets.hpp"
#include "rights/actor.hpp"

#include <optional>
#include <string>

namespace broadcast {

/// Sound a bulletin now or at an instant, outside any programme.
struct PlayOrder {
    content::BulletinId bulletin;
    content::Targets targets;
    std::optional<base::Instant> at; ///< none: as soon as every target can start together
    std::optional<std::int32_t> volume_percent;
};

/// Stop one run, or whatever sounds, on the targets.
struct StopOrder {
    std::optional<RunId> run;
    content::Targets targets; ///< empty with a run: wherever it plays
    std::string reason;
};

struct VolumeOrder {
    content::Targets targets;
    std::int32_t percent = 0;
    base::Instant until; ///< then the volume plan holds again
};

/// What was stored. The answer leaves only after everything is durable.
struct Ordered {
    OrderedCommand command;
    std::optional<Run> run; ///< of play
    std::size_t targets = 0;
    std::size_t spared = 0; ///< of stop: left alone, because a higher unit's emergency sounds there
};

/// "At once" means so much later, so that all targets have heard of it and start in one instant.
inline constexpr base::Millis lead_time = std::chrono::seconds(4);
/// A play command is begun at most so much after its instant.
inline constexpr base::Millis play_life = std::chrono::minutes(5);
inline constexpr base::Millis stop_life = std::chrono::minutes(10);
/// A command that starts later belongs into a programme.
inline constexpr base::Millis play_ahead_max = std::chrono::hours(24 * 6);

/// Needs operate_devices (an emergency: raise_emergency) at the area of every target. Refuses
/// `broadcast.no_targets`, `broadcast.too_late`, `broadcast.too_far_ahead`, and what the guard
/// refuses.
[[nodiscard]] base::Result<Ordered> order_play(BroadcastDesk& desk, const rights::Actor& actor,
                                               const PlayOrder& order);
/// Needs operate_devices or stop_everything at every target. An emergency that the actor may not
/// end goes on: its devices are left out, and where nothing is left, or its own run is named, it is
/// `broadcast.emergency_sounds`.
[[nodiscard]] base::Result<Ordered> order_stop(BroadcastDesk& desk, const rights::Actor& actor,
                                               const StopOrder& order);
[[nodiscard]] base::Result<Ordered> order_volume(BroadcastDesk& desk, const rights::Actor& actor,
                                                 const VolumeOrder& order);

} // namespace broadcast
