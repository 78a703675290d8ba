#pragma once

#include "base/instant.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// Decisions about connections and event numbers that both sides take alike.
namespace device_protocol {

/// How a message's incarnation relates to the one known. A will with an older one is ignored: it is
/// late.
enum class Incarnation : std::uint8_t { older, current, newer };
[[nodiscard]] Incarnation compare_incarnation(std::int64_t known, std::int64_t told);

/// A device counts as online until 1.5 heartbeats after the last message of its current
/// incarnation.
[[nodiscard]] base::Instant lease_until(base::Instant heard_at, std::int32_t heartbeat_s);

/// What a server has of a device's events. Everything of `epoch` up to `n` is stored.
struct EventPosition {
    std::int64_t epoch = 0;
    std::int64_t n = 0;
};

struct EventIntake {
    EventPosition position;         ///< to store, and to acknowledge
    std::vector<std::size_t> fresh; ///< indices of the batch to store, in order
    std::int64_t lost = 0;          ///< numbers that left the device's ring unread
    bool ask_again = false;         ///< there is a gap that the device can still fill
};

/// Takes a batch with rising `numbers`. A new epoch begins again at 1; an older epoch gives
/// nothing. Numbers below `first_kept` that were never seen are counted as lost and passed over;
/// any other gap stops the intake there.
[[nodiscard]] EventIntake take_events(EventPosition known, std::int64_t epoch,
                                      std::int64_t first_kept,
                                      const std::vector<std::int64_t>& numbers);

/// Why the last try to connect ended.
enum class ConnectEnd : std::uint8_t {
    first,        ///< there was none: first connection after boot
    lost,         ///< connection lost or not reached
    unavailable,  ///< CONNACK 3: server unavailable
    told_to_wait, ///< srv busy or rejected, with retry_s
    not_allowed,  ///< CONNACK 4 or 5: credential refused
};

/// Spec section 6: first wait uniform in 0 to 30 s, then full jitter doubling to 300 s; at least 60
/// s after "unavailable", at least 300 s after "not allowed", at least retry_s plus up to a half
/// when told to wait. `failures` counts since the last connection that held for 60 s. `random` is
/// uniform over all 64-bit values.
[[nodiscard]] base::Millis reconnect_wait(ConnectEnd end, std::int32_t failures,
                                          std::int32_t retry_s, std::uint64_t random);

/// How long a hello that nobody answered is left before it is said again (spec 6.2): a device may
/// reach the broker before the server does, and the wire keeps nothing for absent listeners.
/// Between a half and the whole of 10 s, doubling to 60 s. `said`: hellos of this connection,
/// from 1.
[[nodiscard]] base::Millis hello_wait(std::int32_t said, std::uint64_t random);

} // namespace device_protocol
