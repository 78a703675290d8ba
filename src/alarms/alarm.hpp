#pragma once

#include "area/area_path.hpp"
#include "base/id.hpp"
#include "base/instant.hpp"
#include "device_protocol/device_id.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace alarms {

using AlarmId = base::Id<struct AlarmTag>;
using device_protocol::DeviceId;

/// What may be wrong with a device.
enum class AlarmKind : std::uint8_t {
    silent,           ///< nothing is heard from it
    commanded_silent, ///< it was to sound, is there, and did not
    sounding_unasked, ///< it sounds, and nobody asked for it
    clock_wrong,      ///< its time is off, so programmes would start at the wrong moment
    store_full,       ///< hardly any room for the next programmes
    sound_fault,      ///< amplifier or loudspeaker
    sim_ending,       ///< its SIM runs out of days or of data
    mains_lost,       ///< it runs on its battery
    relay_lost,       ///< the station that it relays is silent or gone; stands once per relay
    sends_too_much,   ///< more than is read of one device; the rest is left unread
};

enum class AlarmState : std::uint8_t { open, acknowledged, cleared };

/// One thing that is wrong with one device, from the moment it was raised. It is never deleted.
struct Alarm {
    AlarmId id;
    DeviceId device;
    AlarmKind kind = AlarmKind::silent;
    area::AreaPath area;     ///< of the device when the alarm was raised
    std::string device_name; ///< then
    std::string cause;       ///< stable word that says more: `amplifier`, `sim_data` …
    base::Instant raised_at;
    /// 0: its own area is told; each step up tells the area above too.
    std::int32_t level = 0;
    std::optional<base::Instant> escalate_at; ///< none: acknowledged, cleared, or at the top
    std::optional<base::Instant> acknowledged_at;
    std::string acknowledged_by; ///< id of the user
    std::string acknowledged_by_name;
    std::string note;
    /// Since when the fact is gone; it clears after it has been gone long enough.
    std::optional<base::Instant> calm_since;
    std::optional<base::Instant> cleared_at;
    /// How many alarms of this kind the device had shortly before; each makes this one slower to
    /// clear.
    std::int32_t relapses = 0;
    std::int64_t version = 1; ///< raised by every change

    friend bool operator==(const Alarm&, const Alarm&) = default;
};

[[nodiscard]] inline AlarmState state_of(const Alarm& alarm) {
    if (alarm.cleared_at) {
        return AlarmState::cleared;
    }
    return alarm.acknowledged_at ? AlarmState::acknowledged : AlarmState::open;
}

/// What people are told of.
enum class Happening : std::uint8_t { raised, escalated, cleared };

/// The place whose contacts are told at this level: the device's own, then one above after another.
[[nodiscard]] area::AreaPath told_area(const area::AreaPath& area, std::int32_t level);

} // namespace alarms
