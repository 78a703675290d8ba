#pragma once

#include "broadcast/waiting_relay.hpp"
#include "live/live_session.hpp"

/// What becomes of planned relays at an instant. Pure. A relay begins on a device when its time has
/// come there, or as soon after it as it can, and ends at its end whatever happened before.
namespace live {

/// From then on it counts as joined late.
inline constexpr base::Millis joined_late_after{10'000};
/// A station that was lost, with all that stands in for it, is tried again after so long.
inline constexpr base::Millis station_again_after{120'000};

/// Devices that begin together.
struct RelayStart {
    std::vector<DeviceId> devices; ///< ascending
    base::Instant at;              ///< when the first of them was to begin
    base::Instant until;

    friend bool operator==(const RelayStart&, const RelayStart&) = default;
};
struct RelayMiss {
    broadcast::WhyCode code = broadcast::WhyCode::server_down;
    std::vector<DeviceId> devices;

    friend bool operator==(const RelayMiss&, const RelayMiss&) = default;
};
struct RelayStep {
    std::vector<RelayStart> starts; ///< one for each end
    std::vector<RelayMiss> misses;  ///< one for each reason
};

/// Of the devices that wait: who begins now, and who missed it. A device that nothing kept from
/// beginning, and that yet did not, had no server.
[[nodiscard]] RelayStep next_step(const broadcast::WaitingRelay& waiting, bool is_cancelled,
                                  base::Instant now);

/// A session that broke off, and the devices on which it goes on as another one.
struct TakeUp {
    SessionId session;
    std::vector<DeviceId> devices; ///< ascending

    friend bool operator==(const TakeUp&, const TakeUp&) = default;
};

/// Of the sessions of planned relays: what the server's end broke off at once, what a lost station
/// ended after a while. What somebody ended stays ended. `sessions` in the order of opening.
[[nodiscard]] std::vector<TakeUp> to_take_up(const std::vector<Session>& sessions,
                                             base::Instant now);

} // namespace live
