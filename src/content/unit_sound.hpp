#pragma once

#include "content/bulletin.hpp"

#include <optional>
#include <span>
#include <string>

/// Pure: how a unit sounds unless a bulletin or a programme says otherwise.
namespace content {

enum class ChimeChoice : std::uint8_t {
    inherited, ///< as the unit above
    none,      ///< also when the unit above has one
    own,
};

struct Chime {
    std::string title;
    MediaFile file;

    friend bool operator==(const Chime&, const Chime&) = default;
};

/// What one unit decided. What is absent is as in the unit above.
struct UnitSound {
    area::AreaPath area;
    std::optional<std::string> voice;
    std::optional<std::int32_t> pace_percent; ///< 100: the voice's own pace
    ChimeChoice chime_choice = ChimeChoice::inherited;
    std::optional<Chime> chime; ///< with ChimeChoice::own, and only then
    Person changed_by;
    base::Instant changed_at;
    std::int64_t version = 0; ///< 0: the unit has decided nothing

    friend bool operator==(const UnitSound&, const UnitSound&) = default;
};

/// What holds, and whose decision it is: no unit's where nobody decided.
struct SoundInForce {
    std::optional<std::string> voice;
    std::optional<area::AreaPath> voice_from;
    std::int32_t pace_percent = 100;
    std::optional<area::AreaPath> pace_from;
    std::optional<Chime> chime;
    std::optional<area::AreaPath> chime_from;

    friend bool operator==(const SoundInForce&, const SoundInForce&) = default;
};

inline constexpr std::int32_t pace_percent_min = 70;
inline constexpr std::int32_t pace_percent_max = 150;

/// Refuses `content.wrong_unit_sound` with the members; which voices there are is not known here.
[[nodiscard]] base::Result<UnitSound> check_unit_sound(UnitSound sound);

/// The unit's own decisions first, then those of the units above it. Each member for itself: a
/// commune may have its own voice and the province's melody.
[[nodiscard]] SoundInForce sound_in_force(std::span<const UnitSound> nearest_first);

} // namespace content
