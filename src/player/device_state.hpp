#pragma once

#include "player/clock_watch.hpp"
#include "player/command_journal.hpp"
#include "player/event_ring.hpp"
#include "player/http_fetch.hpp"
#include "player/identity.hpp"
#include "player/media_shelf.hpp"
#include "player/run_journal.hpp"
#include "player/volume.hpp"

#include <functional>
#include <mutex>

namespace player {

/// The two counters that must never go back, shared by the control loop and the MQTT thread.
class CounterStore {
public:
    CounterStore(StatePaths paths, Counters counters)
        : paths_(std::move(paths)), counters_(counters) {}

    /// The number of the next connection, stored before it is used.
    std::int64_t next_incarnation();
    /// Stores the highest known time when it has moved by more than ten minutes, or always when
    /// `now_or_never`.
    void raise_time_floor(base::Instant floor, bool now_or_never);

private:
    std::mutex mutex_;
    const StatePaths paths_;
    Counters counters_;
    base::Instant stored_floor_;
};

/// Everything the device knows, most of it mirrored on disk. Owned and changed by the control loop
/// alone.
struct DeviceState {
    StatePaths paths;
    Identity identity;
    device_protocol::KeySet trust; ///< whose signatures are believed
    ClockWatch clock;
    EventRing events;
    RunJournal runs;
    CommandJournal commands;
    MediaShelf media;
    std::optional<device_protocol::Signed<device_protocol::DesiredState>> desired;
    std::optional<device_protocol::Signed<device_protocol::Manifest>> manifest;
    std::vector<PlannedRun> commanded; ///< from play commands that are not done
    std::optional<VolumeOverride> volume_override;
    std::optional<device_protocol::UpdateProgress> updating; ///< as reported

    /// Reads and checks everything: signatures again, hashes again. What was altered while the
    /// program did not run becomes an event and is fetched anew.
    [[nodiscard]] static base::Result<DeviceState> open(const StatePaths& paths, Identity identity,
                                                        base::Instant floor);

    [[nodiscard]] base::Instant now() const;
    /// With the credential of this device.
    [[nodiscard]] HttpServer own_server() const;
    [[nodiscard]] device_protocol::Situation situation() const;
    /// The programme (while it is valid) and what was commanded.
    [[nodiscard]] std::vector<PlannedRun> planned_runs() const;
    [[nodiscard]] bool has_media(const PlannedRun& run) const;
    /// Every file that is to be on disk, the soonest needed first.
    [[nodiscard]] std::vector<WantedMedia> all_wanted_media() const;
    [[nodiscard]] std::vector<WantedMedia> missing_media() const;
    [[nodiscard]] device_protocol::VolumePlan volume_plan() const;

    /// Reads and hashes the file again. False: it was altered, is removed, and an event says so.
    [[nodiscard]] bool check_media(base::Sha256 hash);
    void note_media_altered(const base::Sha256& hash);
    /// Stores an event; a disk that fails is logged, because nothing else can be done about it
    /// here.
    void note(device_protocol::Event event);
    void note_refused(device_protocol::Refused refused);
    void note_notice(std::string code, std::string text);
    /// Once per order, also when a loss of power came between the event and the note that it is
    /// told.
    void note_update(device_protocol::UpdateResult result);
    void note_answered(device_protocol::Answered answered);

private:
    void load_desired();
    void load_manifest();
    void load_commands();
    void finish_interrupted_bookkeeping();
};

} // namespace player
