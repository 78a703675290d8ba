#pragma once

#include "broadcast/delivery_record.hpp"
#include "broadcast/why.hpp"

/// Planned relays that wait for their time: a run with a station, and one delivery for each device
/// that does not hear it yet. Every function runs in the caller's read or transaction.
namespace broadcast {

struct WaitingDevice {
    DeviceId id;
    base::Instant at;
    base::Instant until;
    std::string code; ///< a WhyCode: what has kept it from beginning; may be empty

    friend bool operator==(const WaitingDevice&, const WaitingDevice&) = default;
};

struct WaitingRelay {
    Run run;
    std::vector<WaitingDevice> devices; ///< ascending
};

/// Those whose time has come on some device, with these devices.
[[nodiscard]] std::vector<WaitingRelay> waiting_relays(storage::Connection& connection,
                                                       base::Instant now);
/// Of these devices, those that still wait for the run.
[[nodiscard]] std::vector<DeviceId> still_waiting(storage::Connection& connection, const RunId& run,
                                                  const std::vector<DeviceId>& devices);
/// It could not begin there yet; it is tried again until its end.
void hold_relay_back(storage::Transaction& transaction, const RunId& run,
                     const std::vector<DeviceId>& devices, WhyCode code);
/// A live session sounds it there from now on.
void begin_waiting_relay(storage::Transaction& transaction, const RunId& run,
                         const std::vector<DeviceId>& devices);
/// It is over there and never began.
void miss_waiting_relay(storage::Transaction& transaction, const RunId& run,
                        const std::vector<DeviceId>& devices, WhyCode code, base::Instant now);

} // namespace broadcast
