#pragma once

#include "broadcast/targets.hpp"
#include "content/approval.hpp"
#include "device_protocol/event.hpp"
#include "emergency/emergency_id.hpp"
#include "rights/actor.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// Pure: the life of one emergency or exercise.
namespace emergency {

using device_protocol::RunId;

enum class Mode : std::uint8_t {
    real,
    exercise, ///< diễn tập: says so in every round and is counted apart
};

enum class Stage : std::uint8_t {
    waiting, ///< for a second person; nothing sounds yet
    on_air,
    over,
};

enum class Ending : std::uint8_t {
    refused,     ///< by the second person
    cancelled,   ///< a mistake: silence at once
    all_clear,   ///< the danger is past: silence, then the words that say so
    expired,     ///< its time was over
    unconfirmed, ///< the second person did not come in time
};

/// What is asked for.
struct RaiseRequest {
    Mode mode = Mode::real;
    std::string hazard; ///< of a template, such as `flood`
    std::string title;
    std::string text; ///< spoken; may be empty with a recording, or when somebody will speak live
    std::optional<content::MediaFile> recording;
    std::optional<std::string> voice;
    bool siren = true;
    std::int32_t minutes = 30; ///< how long it is repeated
    std::optional<std::int32_t> volume_percent;
    broadcast::TargetChoice targets;
    /// Somebody will speak live; until then the siren sounds. Absent is no.
    std::optional<bool> live;

    friend bool operator==(const RaiseRequest&, const RaiseRequest&) = default;
};

/// One line of its history.
struct Deed {
    base::Instant at;
    std::string what; ///< raised, confirmed, went_on_air, spoken, refused, cancelled …
    content::Person by;
    bool second_factor = false;
    std::string note;

    friend bool operator==(const Deed&, const Deed&) = default;
};

/// A sound of its own: made once, then ordered once.
struct Spoken {
    std::string text;
    std::optional<content::MediaFile> audio;
    std::optional<RunId> run;
    std::string problem; ///< why it could not be made; it is tried again

    friend bool operator==(const Spoken&, const Spoken&) = default;
};

struct Emergency {
    EmergencyId id;
    RaiseRequest request;
    area::AreaPath area; ///< that covers all targets
    std::int64_t devices = 0;
    Stage stage = Stage::waiting;
    std::optional<Ending> ending;
    base::Instant raised_at;
    content::Person raised_by;
    std::optional<content::Person> confirmed_by;
    std::optional<base::Instant> confirmation_due;
    std::optional<base::Instant> on_air_at;
    std::optional<base::Instant> expires_at;
    std::optional<base::Instant> ended_at;
    std::optional<RunId> siren_run;
    std::optional<base::Instant> siren_ends_at;
    Spoken speech;
    std::optional<Spoken> closing;  ///< of an all-clear
    std::optional<RunId> voice_run; ///< while somebody speaks live
    /// Words that gave way to a voice, and voices that have ended, in order; absent is none.
    std::optional<std::vector<RunId>> earlier_runs;
    std::vector<Deed> history;
    std::int64_t version = 1;

    friend bool operator==(const Emergency&, const Emergency&) = default;
};

inline constexpr std::int32_t minutes_max = 12 * 60;

/// Lengths, minutes and shapes; the result is NFC without outer spaces. `emergency.wrong_request`.
[[nodiscard]] base::Result<RaiseRequest> check_request(RaiseRequest request);

/// By the unit's rule: with a fresh second factor it is on the air at once and another person
/// confirms later; else it waits for that person. `emergency.second_factor_needed`.
[[nodiscard]] base::Result<Emergency> raise(EmergencyId id, RaiseRequest request,
                                            area::AreaPath area, std::int64_t devices,
                                            const rights::Actor& actor,
                                            const content::ApprovalRule& rule, base::Instant now);

/// The second person. `emergency.another_person`, `emergency.over`, `emergency.confirmed_already`.
[[nodiscard]] base::Result<Emergency> confirm(Emergency emergency, const rights::Actor& actor,
                                              base::Instant now);
/// `refused` only while it waits, `all_clear` only on the air; `emergency.over`,
/// `emergency.not_on_air`, `emergency.on_air`, `emergency.reason_needed`.
[[nodiscard]] base::Result<Emergency> end(Emergency emergency, Ending ending, std::string reason,
                                          const rights::Actor& actor, base::Instant now);
/// Is there anything to be repeated? Else the siren sounds until somebody speaks.
[[nodiscard]] bool has_words(const Emergency& emergency);
/// Somebody speaks live under this run; siren and words have given way. `emergency.over`,
/// `emergency.not_sounding`, `emergency.voice_taken`.
[[nodiscard]] base::Result<Emergency> begin_voice(Emergency emergency, const RunId& run,
                                                  const rights::Actor& actor, base::Instant now);
/// The voice of that run is over: the words go on, if there are any. Another run changes nothing.
[[nodiscard]] Emergency end_voice(Emergency emergency, const RunId& run, const rights::Actor& actor,
                                  base::Instant now);
/// The end that time brings, if it does now.
[[nodiscard]] std::optional<Ending> due_ending(const Emergency& emergency, base::Instant now);

/// What people read above everything else: an exercise begins with "DIỄN TẬP".
[[nodiscard]] std::string shown_title(const Emergency& emergency);

/// How often a round of so many milliseconds fits between the two instants; at least once.
[[nodiscard]] std::int32_t rounds(base::Instant from, base::Instant until, std::int64_t round_ms);

/// What the actor may do with it now.
struct Abilities {
    bool confirm = false;
    bool refuse = false;
    bool cancel = false;
    bool all_clear = false;
    bool speak = false; ///< live, at its devices

    friend bool operator==(const Abilities&, const Abilities&) = default;
};
[[nodiscard]] Abilities abilities(const Emergency& emergency, const rights::Actor& actor);

} // namespace emergency
