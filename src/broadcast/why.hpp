#pragma once

#include "broadcast/delivery_record.hpp"
#include "broadcast/gave_way.hpp"
#include "content/bulletin.hpp"
#include "devices/device.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// "Why did this device (not) play X at T?" Pure: from what is on record to one sentence.
namespace broadcast {

/// Stable; in docs/glossary.md and the API. One for each way of sounding or missing.
enum class WhyCode : std::uint8_t {
    played,
    played_in_part,
    volume_zero, ///< played, but with the volume at nothing
    playing,
    pending, ///< its time has not come
    silent,  ///< the device has not spoken since; it may have played alone
    device_off,
    network_gone, ///< the device was cut off and did not have the run in time
    late_plan,    ///< planned, or its files ready, too late for this device
    too_late,     ///< the miss policy: it could not start in time
    media_missing,
    media_corrupt,
    clock_wrong,
    signature_refused,
    command_refused,
    command_expired,
    no_output, ///< sound card or relay contact missing or failed
    quiet_hours,
    outside_windows,
    day_off,
    session_too_long,
    day_limit,
    preempted,
    stopped,      ///< by an officer's command
    not_approved, ///< at that time
    withdrawn,
    expired,   ///< the bulletin is not valid on that day
    too_early, ///< the bulletin must not sound yet
    nothing_to_play,
    programme_cancelled,
    replanned, ///< moved or changed, so that this run is gone
    not_in_targets,
    not_registered,
    not_claimed,
    revoked,
    nothing_planned,
    no_live_sound, ///< nothing of a live session came to the device
    server_down,   ///< of a planned relay: the server did not run while it was to sound
    station_gone,  ///< of a planned relay: the station has no stream any more, or is gone
    station_lost,  ///< of a relay: neither the station nor what stands in for it was to be heard
    no_word,       ///< the device spoke since, but never told about this run
};

enum class Heard : std::uint8_t { yes, in_part, no, unknown, not_yet };

/// That the run was taken out of the device's programme.
struct RunRemoval {
    std::string code; ///< a WhyCode
    base::Instant decided_at;
};

/// What happened to a live session, in the order in which it happened.
enum class RunNoteCode : std::uint8_t {
    joined_late,      ///< a planned relay began after its time
    taken_up,         ///< a planned relay goes on that had broken off
    server_restarted, ///< it ended there
    station_lost,     ///< it ended there
};
struct RunNote {
    RunNoteCode code = RunNoteCode::joined_late;
    base::Instant at;

    friend bool operator==(const RunNote&, const RunNote&) = default;
};

/// What the plan decided about an occurrence on this device (schedule/explain.hpp).
struct PlanDecision {
    std::string programme; ///< id
    std::string title;
    std::string reason; ///< a schedule::Reason
    base::Instant nominal_at;
    base::Message message;
};

/// In which the server did not hear the device; without an end it lasts.
struct Silence {
    base::Instant from;
    std::optional<base::Instant> to;
};

/// What is on record about one run on one device, or about its absence.
struct WhyFacts {
    base::Instant at; ///< when the run was, or would have been, to begin
    base::Instant now;
    devices::Device device;
    std::optional<Run> run;
    std::optional<Delivery> delivery;
    std::optional<device_protocol::PlayedProof> proof;
    std::optional<RunRemoval> removal;
    std::optional<RunStop> stop;   ///< of a run that an officer stopped on this device
    std::vector<RunNote> notes;    ///< of the run
    std::vector<GaveWay> gave_way; ///< of the proof
    /// Of a run that is not over: the title of another one that the device says it plays now.
    std::optional<std::string> sounds_instead;
    std::optional<PlanDecision> decision;
    std::optional<content::Bulletin> bulletin; ///< that was asked for, or would sound
    bool elsewhere = false;                    ///< other devices have a run of it about then
    std::optional<Silence> silence;            ///< about `at`
    /// What the device told around `at`.
    std::optional<base::Instant> started_after;   ///< its program began at this time, after `at`
    std::optional<std::string> refused_signature; ///< of its programme, commands or settings
    bool refused_media = false;                   ///< a file did not have its hash
    bool clock_trouble = false;                   ///< none known, or it jumped
};

struct Explanation {
    WhyCode code = WhyCode::nothing_planned;
    Heard heard = Heard::no;
    base::Message message;
};

[[nodiscard]] Explanation explain(const WhyFacts& facts);

/// Why a bulletin may not sound at that time; nothing when it may.
[[nodiscard]] std::optional<WhyCode> against(const content::Bulletin& bulletin, base::Instant at);
/// The code of a refusal by the plan; nothing when it is no refusal, or the bulletin must tell.
[[nodiscard]] std::optional<WhyCode> code_of_plan(std::string_view reason);

} // namespace broadcast
