#pragma once

#include "emergency/emergency_desk.hpp"
#include "emergency/emergency_record.hpp"

namespace emergency {

/// From a commit to the first sample: every device has heard of it by then.
inline constexpr base::Millis lead = std::chrono::milliseconds(2'000);

/// Stored with its siren on the way before it returns. Needs raise_emergency at every target; an
/// exercise keeps to the hours of its unit. Refuses what check_request and raise refuse, and
/// `emergency.no_targets`.
[[nodiscard]] base::Result<Emergency>
raise_emergency(EmergencyDesk& desk, const rights::Actor& actor, RaiseRequest request);
/// The second person: raise_emergency or approve_bulletins at its area. `emergency.not_found`.
[[nodiscard]] base::Result<Emergency>
confirm_emergency(EmergencyDesk& desk, const rights::Actor& actor, const EmergencyId& id);
/// Refuse: as confirm. Cancel: also stop_everything. All-clear: raise_emergency; `words` are spoken
/// once, empty for the usual ones.
[[nodiscard]] base::Result<Emergency> end_emergency(EmergencyDesk& desk, const rights::Actor& actor,
                                                    const EmergencyId& id, Ending ending,
                                                    const std::string& reason,
                                                    const std::string& words = {});

/// Of one unit: ends every emergency and live session within the area, and whatever else sounds
/// there, but no emergency of a unit above. Needs stop_everything at the area. Returns how many of
/// each, and how many devices were told or left alone.
struct StoppedEverything {
    std::int64_t emergencies = 0;
    std::int64_t live = 0;
    std::int64_t devices = 0;
    std::int64_t spared = 0;
};
[[nodiscard]] base::Result<StoppedEverything> stop_everything(EmergencyDesk& desk,
                                                              const rights::Actor& actor,
                                                              const area::AreaPath& area,
                                                              const std::string& reason);

} // namespace emergency
