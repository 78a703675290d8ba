#pragma once

#include "device_protocol/command.hpp"

namespace device_protocol {

/// A stretch of sound without interruption.
struct PlayedPart {
    base::Instant at;             ///< when its first sample left
    std::int64_t position_ms = 0; ///< of that sample inside the run
    std::int64_t ms = 0;          ///< how long it lasted
};

enum class Outcome : std::uint8_t {
    played,    ///< from the first sample to the last
    partial,   ///< some of it: joined late, or interrupted by a restart
    preempted, ///< a more urgent run took its place
    stopped,   ///< by command or by quiet hours
    missed,    ///< its time passed without sound
    failed,    ///< could not be played: file missing or broken, output gone
};

/// Proof of one run on one device. Sent once per run, when it is over; deduplicated by `run`.
struct PlayedProof {
    RunId run;
    std::optional<CommandId> cid; ///< when a command asked for it, not the programme
    BroadcastClass class_ = BroadcastClass::ordinary;
    base::Instant planned_at;
    std::optional<base::Instant> started_at;
    std::optional<base::Instant> ended_at;
    std::int64_t ms_planned = 0;
    std::int64_t ms_played = 0;
    Outcome outcome = Outcome::played;
    std::optional<std::string> reason; ///< code, e.g. `quiet_hours`, `media_missing`, `joined_late`
    std::vector<PlayedPart> parts;
    std::int32_t volume_percent = 0;
    std::int64_t manifest_version = 0; ///< 0 when from a command
    std::optional<std::int64_t> clock_error_ms;
};

/// Something was refused. `what` is `command`, `manifest`, `media`, `desired`; `code` as in spec
/// section 9.
struct Refused {
    std::string what;
    std::string code;
    std::optional<CommandId> cid;
    std::optional<base::Sha256> sha256;
    std::optional<std::int64_t> version;
    std::optional<std::string> keyid;
};

/// Anything else that people should know. `code` is a stable word, `text` is for the technician.
struct Notice {
    std::string code;
    std::string text;
};

enum class UpdateOutcome : std::uint8_t { updated, rolled_back, refused };

/// How an order of an update ended on this device. Sent once per order; deduplicated by `order`.
struct UpdateResult {
    std::string order;
    UpdateOutcome outcome = UpdateOutcome::updated;
    std::string version;               ///< of the order
    std::string running;               ///< the version that runs now
    std::optional<std::string> reason; ///< code; left out when updated
};

/// The final answer to a command that is no run and was not refused at once. The topic `ack` tells
/// it sooner, and may lose it.
struct Answered {
    CommandId cid;
    AckState st = AckState::done;
    std::optional<std::string> code;
};

struct Event {
    std::int64_t n = 0; ///< 1, 2, 3 … inside an epoch, without gaps
    base::Instant at;
    std::string kind; ///< `played`, `refused`, `notice`, `update`, `answered`: the member set;
                      ///< others are stored unread
    std::optional<PlayedProof> played;
    std::optional<Refused> refused;
    std::optional<Notice> notice;
    std::optional<UpdateResult> update;
    std::optional<Answered> answered;
};

/// Topic `evt`, QoS 1. Numbers rise inside the batch.
struct EventBatch {
    std::int64_t inc = 0;
    std::int64_t epoch = 0;
    std::int64_t first_kept = 1; ///< lower numbers have left the device's ring for ever
    std::vector<Event> events;
};

} // namespace device_protocol
