#pragma once

#include "base/hash.hpp"
#include "device_protocol/words.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

/// Messages that open and keep a connection.
namespace device_protocol {

enum class BootReason : std::uint8_t { power, watchdog, update, command, network };

struct ClockState {
    ClockSource source = ClockSource::none;
    /// How far the device's time may be off; none when it cannot say.
    std::optional<std::int64_t> error_ms;
};

struct Capabilities {
    std::vector<std::string> codecs; ///< `opus`, `wav`
    std::int32_t channels = 1;
    std::int64_t store_mb = 0; ///< room for media in all
    bool rtc = false;
};

/// Topic `hello`, QoS 1. Nothing else is sent before the server accepted it.
struct Hello {
    std::int32_t v = revision; ///< highest revision the device speaks
    std::string device;
    std::int64_t inc = 0; ///< incarnation: raised and stored before each connection
    BootReason boot = BootReason::power;
    std::string serial;
    std::string model;
    std::string firmware;
    std::optional<std::string> platform; ///< such as `linux-aarch64`; told with level `update`
    std::vector<std::string> levels;     ///< `core`, `schedule`; later levels have other names
    Capabilities capabilities;
    ClockState clock;
    std::int64_t desired_version = 0;  ///< 0: none stored
    std::int64_t manifest_version = 0; ///< 0: none stored
    std::int64_t event_epoch =
        0; ///< names the device's event numbering; changes when its memory was lost
    std::int64_t event_last = 0; ///< highest number given so far
};

enum class Welcome : std::uint8_t {
    accepted, ///< the device works normally
    pending,  ///< known, but nobody has accepted it: stay connected, play nothing
    rejected, ///< disconnect; come back after retry_s
    busy,     ///< disconnect; come back after retry_s with jitter
};

/// Topic `srv`, QoS 1: answer to hello, and later each time events are acknowledged.
struct ServerAnswer {
    std::int32_t v = revision;
    std::int64_t inc = 0; ///< of the hello answered; an answer to another connection is ignored
    Welcome status = Welcome::pending;
    base::Instant now;
    std::int32_t heartbeat_s = 60;
    std::int32_t ack_spread_ms = 0; ///< ordinary acknowledgements wait a random part of this
    std::int32_t retry_s = 0;       ///< for rejected and busy
    std::int64_t event_epoch = 0;
    std::int64_t event_ack =
        0; ///< every event up to this number of this epoch is stored by the server
};

/// Topic `state`, QoS 1; also the will of the connection with `on` false.
struct StateNotice {
    bool on = false;
    std::int64_t inc = 0;
};

enum class PartState : std::uint8_t { ok, fault };

/// What the device measures of itself. Each member is left out where there is no sensor for it.
struct Sensors {
    std::optional<bool> mains; ///< false: it runs on its battery
    std::optional<PartState> amplifier;
    std::optional<PartState> loudspeaker; ///< line open or shorted: fault
    std::optional<bool> audible;          ///< sound is on the loudspeaker's line now
    std::optional<std::int64_t> sim_left_mb;

    friend bool operator==(const Sensors&, const Sensors&) = default;
};

/// Topic `hb`, QoS 0, every heartbeat_s.
struct Heartbeat {
    std::int64_t inc = 0;
    base::Instant at;
    ClockState clock;
    std::int64_t event_last = 0;
    std::int64_t manifest_version = 0;
    std::int32_t volume_percent = 0;
    std::optional<RunId> playing;
    std::int64_t uptime_s = 0;
    std::int64_t store_free_mb = 0;
    std::int64_t memory_kb = 0;
    std::optional<Sensors> sensors;
};

enum class UpdatePhase : std::uint8_t {
    fetching, ///< the bundle is on its way
    waiting,  ///< installed in the other slot; waits for a good moment to change over
    trial,    ///< the new program runs and has not shown yet that it works
};

struct UpdateProgress {
    std::string order;
    UpdatePhase phase = UpdatePhase::fetching;
};

/// Topic `rep`, QoS 1: what the device has made of the desired state. The fact "received" for a
/// programme is `manifest_version` with `media_missing` 0: everything it needs is on the device's
/// own disk.
struct ReportedState {
    std::int64_t inc = 0;
    std::int64_t desired_version = 0;
    std::int64_t manifest_version = 0;
    std::int32_t media_stored = 0;
    std::int32_t media_missing = 0;
    /// Instant until which the stored programme reaches, if there is one.
    std::optional<base::Instant> manifest_valid_to;
    std::map<std::string, std::string>
        errors;                           ///< member of the desired state → why it was not applied
    std::optional<UpdateProgress> update; ///< left out when no order is under way
};

} // namespace device_protocol
