#pragma once

#include "base/instant.hpp"
#include "devices/device.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

/// Whether a device is there: a lease that its messages renew, guarded by the number of the
/// connection, because a last will may arrive after the next birth.
namespace devices {

/// Told to every device; an idle device sends this often.
inline constexpr std::chrono::seconds heartbeat_period{60};
/// One and a half heartbeats: a device that says nothing is shown as silent after this long.
inline constexpr std::chrono::seconds lease_span{90};

enum class Line : std::uint8_t {
    never,   ///< has not connected since it was claimed
    unknown, ///< the server was restarted and has not heard it yet
    up,
    down,
};

/// What the device last told of its body. Absent: it has no sensor for it, or has not said so on
/// this connection.
struct Health {
    bool clock_lost = false;                     ///< it has no good time at all
    std::optional<std::int64_t> clock_offset_ms; ///< its clock minus ours, as its message arrived
    std::optional<std::int64_t> store_free_mb;
    std::optional<bool> mains;
    std::optional<bool> amplifier_ok;
    std::optional<bool> loudspeaker_ok;
    std::optional<bool> audible; ///< sound is on the loudspeaker's line
    std::optional<std::int64_t> sim_left_mb;

    friend bool operator==(const Health&, const Health&) = default;
};

/// What the server knows of a device's connection. One row per claimed device.
struct Presence {
    DeviceId device;
    Line line = Line::never;
    std::int64_t incarnation = 0; ///< of the connection that is believed
    std::optional<base::Instant> seen_at;
    base::Instant lease_until;
    bool greeted = false;    ///< hello was answered with "accepted" on this connection
    std::string playing_run; ///< run that sounds now, empty for none
    std::int32_t volume = -1;
    /// What the device said it holds: version of the manifest and until when it can play alone.
    std::int64_t manifest_version = 0;
    std::optional<base::Instant> manifest_covers_until;
    bool manifest_complete = false; ///< every media file of the manifest is stored
    std::string firmware;
    std::optional<std::int64_t> clock_error_ms;
    /// Another device used the same identity while this one was alive (a copied memory card).
    std::optional<base::Instant> clash_at;
    Health health;

    friend bool operator==(const Presence&, const Presence&) = default;
};

/// What a message did to the presence.
struct Seen {
    Presence presence;
    bool stale = false;   ///< the message belongs to an older connection; believe nothing in it
    bool unknown = false; ///< from a connection whose hello was not seen: ask the device to report
};

/// First message of a connection.
[[nodiscard]] Seen on_hello(Presence presence, std::int64_t incarnation, base::Instant now);
/// Any other message; `incarnation` when the message carries one.
[[nodiscard]] Seen on_message(Presence presence, std::optional<std::int64_t> incarnation,
                              base::Instant now);
/// The state says "off": the broker published the will, or the device said good-bye.
[[nodiscard]] Seen on_will(Presence presence, std::int64_t incarnation, base::Instant now);
/// Nothing is known until each device is heard again; `patience` is how long they may take.
[[nodiscard]] Presence on_server_start(Presence presence, base::Instant now, base::Millis patience);

/// What is shown to people.
enum class Condition : std::uint8_t {
    never_seen,  ///< chưa từng kết nối
    connecting,  ///< đang kết nối: heard, but not yet accepted
    online,      ///< đang kết nối mạng
    playing,     ///< đang phát
    silent_able, ///< mất kết nối, vẫn tự phát theo lịch đã lưu
    silent_dead, ///< mất kết nối và không có lịch nào để phát
    unknown,     ///< máy chủ vừa khởi động lại, đang hỏi
    revoked,
};

[[nodiscard]] Condition assess(const Presence& presence, DeviceState state, base::Instant now);

/// When `assess` can change by the passing of time alone; the monitor looks again then.
[[nodiscard]] std::optional<base::Instant> next_change(const Presence& presence, base::Instant now);

} // namespace devices
