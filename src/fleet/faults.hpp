#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <string_view>

namespace fleet {

/// How badly the fleet behaves. Shares are of all devices, from 0 to 1.
struct FaultPlan {
    double drop = 0;      ///< lines cut per device and minute
    double slow = 0;      ///< share of devices that answer after up to eight seconds
    double duplicate = 0; ///< share of messages that are sent twice
    double clock = 0;     ///< share of devices whose clock is off by up to a day
    double silent = 0;    ///< share of devices that say hello and then nothing
    double full = 0;      ///< share of devices whose store is nearly full
    double mute = 0;      ///< share of acknowledgements after `received` that are lost for good
};

/// `drop=0.1,slow=0.05`; empty: none. Refuses `fleet.bad_faults`.
[[nodiscard]] base::Result<FaultPlan> parse_faults(std::string_view text);

/// What is wrong with one device, the same for the same seed.
struct DeviceFaults {
    bool slow = false;
    bool silent = false;
    bool full = false;
    std::int64_t clock_offset_ms = 0;
};
[[nodiscard]] DeviceFaults faults_of(const FaultPlan& plan, std::uint64_t seed, std::size_t device);

/// A number that looks random and follows from its arguments alone (splitmix64).
[[nodiscard]] std::uint64_t mix(std::uint64_t seed, std::uint64_t number);
/// From 0 to below 1.
[[nodiscard]] double share_of(std::uint64_t random);

} // namespace fleet
