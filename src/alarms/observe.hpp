#pragma once

#include "alarms/alarm.hpp"
#include "base/local_time.hpp"
#include "devices/presence.hpp"

#include <vector>

/// From what is known of a device to what is wrong with it; pure. Between "wrong" and "right" lies
/// a band in which nothing is said, so that a number at its limit does not ring and clear in turn.
namespace alarms {

enum class Verdict : std::uint8_t {
    unknown, ///< nothing new: an alarm neither rises nor clears
    right,
    wrong,
};

struct Fact {
    AlarmKind kind = AlarmKind::silent;
    Verdict verdict = Verdict::unknown;
    std::string cause;                  ///< of a wrong one
    std::optional<base::Instant> since; ///< of a wrong one, when it is known

    friend bool operator==(const Fact&, const Fact&) = default;
};

/// One claimed device as the register, its presence and its deliveries show it.
struct Observed {
    DeviceId device;
    area::AreaPath area;
    std::string name;
    devices::Condition condition = devices::Condition::never_seen;
    devices::Presence presence;
    std::optional<base::LocalDate> sim_expires_on;
    /// Why its latest due run did not sound; empty when it did, or none was due.
    std::string unsounded;
    /// It says that it plays a run that nobody planned or ordered for it.
    bool playing_unknown_run = false;
    /// Why a relay does not sound its own station; for one device of each relay, so that one alarm
    /// stands however many clusters it has. Empty when all is well.
    std::string relay_trouble;
    /// It sent more than is read of one device a moment ago.
    bool sends_too_much = false;
};

/// Beyond these a number is wrong; how far it must come back to be right is in observe.cpp.
inline constexpr std::int64_t clock_off_ms = 10'000;
inline constexpr std::int64_t store_full_mb = 100;
inline constexpr std::int64_t sim_short_mb = 50;
inline constexpr int sim_days = 7;

/// One fact per kind.
[[nodiscard]] std::vector<Fact> observe(const Observed& device, base::Instant now);

} // namespace alarms
