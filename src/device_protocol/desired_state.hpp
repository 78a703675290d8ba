#pragma once

#include "base/hash.hpp"
#include "base/local_time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace device_protocol {

/// Nothing but an emergency starts or continues from `from` until `to`, local time of Việt Nam.
/// `from` later than `to` runs over midnight. The days limit the season; they name the day on which
/// the quiet time begins.
struct QuietHours {
    base::LocalTime from;
    base::LocalTime to;
    std::optional<base::LocalDate> first_day;
    std::optional<base::LocalDate> last_day;
};

/// From this time of day on, until the next level's.
struct VolumeLevel {
    base::LocalTime from;
    std::int32_t percent = 0;
};

struct VolumePlan {
    std::vector<VolumeLevel> levels; ///< rising `from`; before the first one, the last one holds
    std::int32_t ramp_s = 0; ///< a new level is reached over this time, beginning at its `from`
    std::int32_t emergency_min_percent = 80;
};

/// Which programme the device should have; it is fetched from `/device/v1/manifest`.
struct ManifestReference {
    std::int64_t version = 0;
    base::Sha256 sha256; ///< of the envelope's bytes as served
    std::int64_t size = 0;
};

/// Which program the device should run (spec section 15); the signed bundle is fetched from
/// `/device/v1/update`. Leaving it out stops what has not been installed yet.
struct UpdateOrder {
    std::string order;   ///< its name; each order is carried out at most once
    std::string version; ///< of the bundle; with `back`, the version that is to be left
    base::Sha256 sha256; ///< of the bundle's envelope as served
    std::int64_t size = 0;
    /// The program is changed only between these times of day; `from` later than `to` runs over
    /// midnight, equal ones allow every hour.
    base::LocalTime from;
    base::LocalTime to;
    /// Nothing may be planned to sound within so many minutes.
    std::int32_t quiet_minutes = 10;
    /// True: return to the program before `version`.
    std::optional<bool> back;

    friend bool operator==(const UpdateOrder&, const UpdateOrder&) = default;
};

/// Topic `des`, inside an envelope of type desired_type. The whole state, never a
/// difference. Only the server raises `version`; the device refuses a lower one.
struct DesiredState {
    std::string device;
    std::int64_t version = 0;
    std::vector<std::string> groups;
    VolumePlan volume;
    std::vector<QuietHours> quiet;
    std::int32_t heartbeat_s = 60;
    std::optional<ManifestReference> manifest;
    /// Version of the newest set of keys; fetched from `/device/v1/keys` when it is above the own.
    std::optional<std::int64_t> key_set;
    std::optional<UpdateOrder> update; ///< to devices of level `update` only
};

} // namespace device_protocol
