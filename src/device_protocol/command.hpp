#pragma once

#include "device_protocol/manifest.hpp"

namespace device_protocol {

/// Exactly one member is set.
struct Target {
    std::optional<std::string> device;
    std::optional<std::string> group;
    std::optional<bool> all; ///< true; emergencies only
};

struct Source {
    std::string node;                    ///< id of the issuing server
    std::optional<std::string> user;     ///< who ordered it
    std::optional<std::string> bulletin; ///< what it is about
};

struct PlayArguments {
    RunId run;
    std::vector<ManifestItem> items;
    std::optional<std::int32_t> volume_percent;
    /// How often the items sound, one round after the other without a gap; none: once.
    std::optional<std::int32_t> repeats;
};

/// The most rounds of one play command.
inline constexpr std::int32_t repeats_max = 500;

/// Sounds a live session as it comes; see live_frames.hpp.
struct LiveArguments {
    RunId run;
    std::string session; ///< of `GET /device/v1/live/{session}`
    std::optional<std::int32_t> volume_percent;
};

/// An input of a device, by what it is for.
enum class InputUse : std::uint8_t {
    line,    ///< to be broadcast: line input, tuner, microphone; level `input`
    monitor, ///< hears what the loudspeaker really sounds; level `monitor`
};

/// Sends what the device's own input captures to the server, until `expires_at` at the longest.
struct CaptureArguments {
    std::string session;           ///< of `PUT /device/v1/live/{session}/sound`
    std::optional<InputUse> input; ///< none: the line input
};

struct StopArguments {
    std::optional<RunId> run; ///< none: whatever sounds now
};

struct VolumeArguments {
    std::int32_t percent = 0; ///< replaces the volume plan
    base::Instant until;
};

struct ReportArguments {
    /// The report leaves after a random part of this, so that a fleet does not answer at once.
    std::int32_t spread_ms = 0;
};

/// What a device with such an input names among its levels.
inline constexpr std::string_view input_level = "input";
inline constexpr std::string_view monitor_level = "monitor";

/// Operations of revision 1. Another `op` is answered `rejected` with code `unsupported`.
inline constexpr std::string_view op_play = "play";
inline constexpr std::string_view op_live = "live";       ///< until `expires_at` at the longest
inline constexpr std::string_view op_capture = "capture"; ///< of levels `input` and `monitor`
inline constexpr std::string_view op_stop = "stop";
inline constexpr std::string_view op_volume = "volume";
inline constexpr std::string_view op_report = "report";

/// Topics `cmd`, inside an envelope of type command_type.
struct Command {
    CommandId cid;
    std::string op;
    std::int64_t seq = 0; ///< rises with every command of one signing key
    BroadcastClass class_ = BroadcastClass::ordinary;
    base::Instant issued_at;
    base::Instant expires_at; ///< from here on it is never begun
    std::optional<base::Instant>
        at; ///< of play: when the first sample leaves; none: as soon as possible
    Target target;
    Source source;
    std::optional<PlayArguments> play;
    std::optional<LiveArguments> live;
    std::optional<CaptureArguments> capture;
    std::optional<StopArguments> stop;
    std::optional<VolumeArguments> volume;
    std::optional<ReportArguments> report;
};

enum class AckState : std::uint8_t {
    received,  ///< stored on the device; it will not be lost by a power cut
    started,   ///< the first sample has left
    done,      ///< effect complete
    failed,    ///< begun or due, but could not be carried out
    rejected,  ///< refused; `code` says why
    expired,   ///< arrived or came due after expires_at
    duplicate, ///< known already; `last` tells how far it came
    preempted, ///< a more urgent one took its place
};

/// Topic `ack`, QoS 1.
struct Acknowledgement {
    std::int64_t inc = 0;
    CommandId cid;
    AckState st = AckState::received;
    base::Instant at;
    std::optional<std::string> code;
    std::optional<AckState> last;
    std::optional<std::int64_t> ms_played;
};

} // namespace device_protocol
