#pragma once

#include "player/http_fetch.hpp"
#include "player/live_feed.hpp"
#include "player/sound_output.hpp"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace player {

/// Where a live session is to be heard.
struct LiveOrder {
    HttpServer server;
    std::string path;
    base::Instant until;        ///< by the system's clock
    base::Millis correction{0}; ///< from the system's clock to the server's
};

/// What the playback thread is to do.
struct PlaybackOrder {
    PlannedRun run;
    std::vector<std::filesystem::path> files; ///< of its items, in order
    base::Instant at;                         ///< first sample, by the system's clock
    std::int64_t position_ms = 0;
    std::optional<LiveOrder> live; ///< instead of files
};

/// What the playback thread tells: when the first sample has left, every second while it sounds,
/// and once at the end.
struct PlaybackReport {
    RunId run;
    std::optional<device_protocol::PlayedPart>
        part; ///< none: nothing has sounded; by the system's clock
    bool ended = false;
    bool complete = false;              ///< ended after the last sample
    std::optional<base::Error> failure; ///< ended because of this
};

/// Volume in percent at an instant of the system's clock.
using VolumeCurve = std::function<double(base::Instant)>;

/// Plays one run at a time on a thread of its own: decodes ahead, fills the output, starts it at
/// the instant and keeps pace with the clock. Owned by the control loop.
class Playback {
public:
    /// `report` is called from the playback thread. Output and report must outlive this object.
    Playback(SoundOutput& output, std::function<void(PlaybackReport)> report);
    ~Playback();
    Playback(const Playback&) = delete;
    Playback& operator=(const Playback&) = delete;

    /// A run that still sounds is stopped first.
    void begin(PlaybackOrder order, VolumeCurve volume);
    /// Ends the sound within a few milliseconds and waits for the thread; the last report has been
    /// made by then.
    void stop();
    void set_volume(VolumeCurve volume);
    /// How long before its first sample a run must begin to be prepared now.
    [[nodiscard]] base::Millis warm_up() { return output_.warm_up(); }
    [[nodiscard]] std::optional<base::Error> output_fault() { return output_.fault(); }

private:
    void play(const PlaybackOrder& order);
    base::Result<void> sound(const PlaybackOrder& order, PlaybackReport& last);
    base::Result<void> sound_live(const PlaybackOrder& order, PlaybackReport& last);
    /// The instant of the first packet that can still be heard in step; nothing when told to stop
    /// or the session ended without any.
    [[nodiscard]] std::optional<std::int64_t> wait_for_voice(LiveFeed& feed, LivePackets& packets,
                                                             const LiveOrder& live);
    base::Result<void> write_block(std::span<std::int16_t> frames, base::Instant heard);
    /// Decodes and writes one block; gives its frames, 0 at the end.
    base::Result<std::int64_t> fill(OpusSource& source, base::Instant start, std::int64_t written);
    [[nodiscard]] std::chrono::steady_clock::time_point
    next_write(std::chrono::steady_clock::time_point began, std::int64_t written,
               std::int64_t excess);
    /// False when told to stop meanwhile.
    [[nodiscard]] bool wait_until(std::chrono::steady_clock::time_point due);
    [[nodiscard]] bool wait_for_start(base::Instant at);

    SoundOutput& output_;
    const std::function<void(PlaybackReport)> report_;
    std::thread thread_;
    std::mutex mutex_; ///< guards stopping_ and volume_
    std::condition_variable wake_;
    bool stopping_ = false;
    VolumeCurve volume_;
    float gain_ = -1; ///< of the last block; below 0: none yet
    std::vector<std::int16_t> block_;
};

} // namespace player
