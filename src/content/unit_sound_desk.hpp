#pragma once

#include "base/clock.hpp"
#include "content/unit_sound.hpp"
#include "rights/actor.hpp"
#include "storage/database.hpp"

#include <functional>
#include <string_view>

namespace content {

/// What holds in the area, for whoever makes its sound.
[[nodiscard]] SoundInForce load_sound_in_force(storage::Connection& connection,
                                               const area::AreaPath& area);

/// What people do with the sound of units: whoever reads a unit's bulletins sees it, whoever
/// manages its settings changes it.
class UnitSoundDesk {
public:
    /// Refuses a voice that this installation has not.
    using CheckVoice = std::function<base::Result<void>(std::string_view voice)>;

    /// All must outlive the desk.
    UnitSoundDesk(storage::Database& database, const base::Clock& clock, CheckVoice check_voice)
        : database_(database), clock_(clock), check_voice_(std::move(check_voice)) {}

    struct Shown {
        UnitSound own; ///< of the unit itself
        SoundInForce in_force;
    };
    /// `rights.forbidden`
    [[nodiscard]] base::Result<Shown> show(const rights::Actor& actor, const area::AreaPath& area);
    /// `version` of `wanted` is the one that the actor saw; another is `content.changed_meanwhile`.
    /// The melody is kept for as long as the unit names it (`media.blob_missing`).
    [[nodiscard]] base::Result<Shown> change(const rights::Actor& actor, UnitSound wanted);

private:
    storage::Database& database_;
    const base::Clock& clock_;
    const CheckVoice check_voice_;
};

} // namespace content
