#pragma once

#include "live/live_session.hpp"

#include <optional>
#include <span>
#include <string>

/// Talk-back: one officer hears what one cluster really sounds, by the device's monitor. Values and
/// decisions of this file are pure.
namespace live {

enum class TalkBackEnd : std::uint8_t {
    by_owner,
    time_limit, ///< the time that was asked for is over
    not_kept,   ///< the owner's page is gone
    no_sound,   ///< the device sent nothing at all
    sound_lost, ///< it fell away for longer than a line may break
};

/// It lives in the running server only; what stays of it are entries of the audit log.
struct TalkBack {
    SessionId id; ///< under which the device sends
    DeviceId device;
    std::string device_name;
    area::AreaPath area;
    rights::UserId owner;
    std::string owner_name;
    device_protocol::CommandId command; ///< that asks the device
    base::Instant opened_at;
    base::Instant ends_by;
    base::Instant kept_at; ///< when the owner said last that they listen
    std::optional<base::Instant> ended_at;
    std::optional<TalkBackEnd> end_reason;

    friend bool operator==(const TalkBack&, const TalkBack&) = default;
};

inline constexpr std::int64_t talk_back_minutes_default = 5;
inline constexpr std::int64_t talk_back_minutes_max = 10;
/// An owner who says nothing for so long does not listen any more.
inline constexpr base::Millis talk_back_unkept_max = std::chrono::seconds(20);
/// The device, which is online, is asked and begins within this.
inline constexpr base::Millis talk_back_first_sound_max = std::chrono::seconds(30);
inline constexpr base::Millis talk_back_pause_max = std::chrono::seconds(20);
/// Each has a decoder of its own.
inline constexpr std::size_t talk_backs_max = 8;
/// So long an ended one still says why it ended.
inline constexpr base::Millis talk_back_remembered = std::chrono::minutes(1);

/// What decides whether somebody may hear there.
struct MonitoredPlace {
    area::AreaPath area;
    bool has_monitor = false;
    bool online = false;
};

/// Needs operate_devices there. Refuses `live.no_monitor`, `live.monitor_offline`.
[[nodiscard]] base::Result<void> may_talk_back(const rights::Actor& actor,
                                               const MonitoredPlace& place);

/// One at a time on each device: `live.monitor_taken`, naming who listens there. Only so many in
/// all: `live.too_many_talk_backs`. Those that have ended, and itself, do not count.
[[nodiscard]] base::Result<void> admit(std::span<const TalkBack> others, const TalkBack& wanted);

/// Why it has to end now by itself, if it has to.
[[nodiscard]] std::optional<TalkBackEnd>
due_end(const TalkBack& talk_back, std::optional<base::Instant> last_sound, base::Instant now);

} // namespace live
