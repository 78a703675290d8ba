#pragma once

#include "area/area_path.hpp"
#include "device_protocol/device_id.hpp"
#include "device_protocol/words.hpp"
#include "emergency/emergency_id.hpp"
#include "media/media_file.hpp"
#include "relay/station.hpp"
#include "rights/actor.hpp"
#include "schedule/programme_id.hpp"

#include <optional>
#include <string>
#include <vector>

/// Live broadcasts. Values and decisions of this file are pure.
namespace live {

using SessionId = base::Id<struct LiveSessionTag>;
using device_protocol::BroadcastClass;
using device_protocol::DeviceId;
using device_protocol::RunId;
using device_protocol::Tier;

/// Where the sound comes from.
enum class SourceKind : std::uint8_t {
    microphone, ///< of the owner's browser
    source,     ///< a source client of Icecast: ffmpeg, BUTT, Mixxx, liquidsoap
    station,    ///< fetched from a station, with what stands in for it
    input,      ///< the line input or tuner of a device
};

enum class SessionState : std::uint8_t {
    waiting, ///< opened, the devices are told, no sound has come yet
    on_air,
    ended,
};

enum class EndReason : std::uint8_t {
    by_owner,
    by_higher,        ///< somebody of a higher tier, or who may stop everything there
    time_limit,       ///< the time that was asked for is over
    no_source,        ///< no sound came at all
    source_lost,      ///< the sound stayed away for longer than the keep-alive
    server_restarted, ///< the server was ended or died meanwhile
    cancelled,        ///< the programme that planned it was cancelled
    emergency_over,   ///< the emergency in which it was spoken has ended
};

/// What a planned relay comes from.
struct SessionPlan {
    RunId run; ///< that was planned
    schedule::ProgrammeId programme;

    friend bool operator==(const SessionPlan&, const SessionPlan&) = default;
};

struct Session {
    SessionId id;
    std::string title;
    rights::UserId owner;
    std::string owner_name;
    area::AreaPath area; ///< that covers all its devices
    BroadcastClass class_ = BroadcastClass::ordinary;
    Tier tier = Tier::commune;
    SourceKind source = SourceKind::microphone;
    std::optional<relay::StationId> station;    ///< of a relay
    std::optional<DeviceId> input_device;       ///< whose input it carries
    std::optional<std::int32_t> volume_percent; ///< none: what each device has
    std::string password_hash;                  ///< of the source client; hexadecimal SHA-256
    SessionState state = SessionState::waiting;
    RunId run; ///< under which the devices prove it
    base::Instant created_at;
    base::Instant ends_by;
    std::optional<base::Instant> on_air_at;
    std::optional<base::Instant> ended_at;
    std::optional<EndReason> end_reason;
    std::string ended_by_name;
    std::optional<media::MediaFileId> recording;
    std::vector<DeviceId> devices;                   ///< ascending
    std::optional<SessionPlan> plan;                 ///< of a planned relay
    std::optional<emergency::EmergencyId> emergency; ///< in which it is spoken

    friend bool operator==(const Session&, const Session&) = default;
};

inline constexpr std::int64_t minutes_default = 30;
inline constexpr std::int64_t minutes_max = 720;
/// Without any sound after opening it is ended.
inline constexpr base::Millis first_sound_max = std::chrono::seconds(60);
/// The words of an emergency wait no longer for somebody who does not speak.
inline constexpr base::Millis first_sound_max_in_emergency = std::chrono::seconds(20);
/// Keep-alive: a source that stays away for longer ends the session.
inline constexpr base::Millis pause_max = std::chrono::seconds(30);

/// From the highest place where the actor holds a grant that covers `place`: the tier as which they
/// speak there.
[[nodiscard]] Tier tier_of(const rights::Actor& actor, const area::AreaPath& place);

/// As which the programmes of a unit sound.
[[nodiscard]] Tier tier_of(const area::AreaPath& unit);

/// Devices that a wanted session takes away from one that is on air.
struct Displaced {
    SessionId session;
    std::vector<DeviceId> devices;
};

/// Whoever is on air keeps the devices (R26): only a higher class, or the same class of a higher
/// tier, takes them. Else `live.devices_taken`, naming who speaks there.
[[nodiscard]] base::Result<std::vector<Displaced>> arbitrate(const std::vector<Session>& on_air,
                                                             const Session& wanted);

/// Its devices that nobody on air keeps from it: arbitrate() would let it have them all.
[[nodiscard]] std::vector<DeviceId> free_devices(const std::vector<Session>& on_air,
                                                 const Session& wanted);

/// Sessions that go on where the ended one had the devices, with those devices each.
[[nodiscard]] std::vector<Displaced> resumable(const std::vector<Session>& on_air,
                                               const Session& ended);

/// The owner; somebody of a higher tier who operates the devices; whoever may stop everything
/// there and is of no lower tier. Gives the reason that is recorded, else `rights.forbidden`.
[[nodiscard]] base::Result<EndReason> may_stop(const rights::Actor& actor, const Session& session);

/// Why it has to end now by itself, if it has to.
[[nodiscard]] std::optional<EndReason>
due_end(const Session& session, std::optional<base::Instant> last_sound, base::Instant now);

} // namespace live
