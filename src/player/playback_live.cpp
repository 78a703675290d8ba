// The live half of Playback: what comes over the line, in step with every other device.
#include "base/try.hpp"
#include "player/live_receiver.hpp"
#include "player/playback.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>

namespace player {

using device_protocol::PlayedPart;

namespace {

using Steady = std::chrono::steady_clock;

constexpr std::size_t block_frames = 20 * frames_per_ms;
/// From the choice of the first sample to its sound: the output has to be opened and filled.
constexpr std::int64_t lead_us = 150'000;
constexpr std::chrono::milliseconds look_every{20};
constexpr std::chrono::seconds report_every{1};
/// Without any packet for so long the session is lost to this device.
constexpr std::chrono::seconds lost_after{90};

Steady::duration lasting(std::int64_t frames) {
    return std::chrono::nanoseconds(frames * 1'000'000'000 / sample_rate);
}

/// Notices when nothing comes any more.
class LineWatch {
public:
    [[nodiscard]] bool lost(const LivePackets& packets) {
        const auto newest = packets.newest();
        if (newest != newest_) {
            newest_ = newest;
            since_ = Steady::now();
        }
        return Steady::now() - since_ > lost_after;
    }

private:
    std::optional<std::uint32_t> newest_;
    Steady::time_point since_ = Steady::now();
};

base::Failure no_live_sound() {
    return base::fail(base::Fault::unavailable, "player.no_live_sound",
                      "Không nhận được âm thanh trực tiếp.", "No live sound was received.");
}

} // namespace

std::optional<std::int64_t> Playback::wait_for_voice(LiveFeed& feed, LivePackets& packets,
                                                     const LiveOrder& live) {
    const std::int64_t correction_us = live.correction.count() * 1000;
    while (wait_until(Steady::now() + look_every)) {
        const std::int64_t now_us = system_microseconds();
        if (const auto first = feed.begin_us(now_us + correction_us + lead_us)) {
            return *first - correction_us;
        }
        if (packets.end() || now_us / 1000 >= live.until.ms) {
            return std::nullopt;
        }
    }
    return std::nullopt;
}

base::Result<void> Playback::sound_live(const PlaybackOrder& order, PlaybackReport& last) {
    const LiveOrder& live = *order.live;
    LivePackets packets;
    const LiveReceiver receiver(live.server, live.path, packets);
    LiveFeed feed(packets);
    const auto begin_us = wait_for_voice(feed, packets, live);
    if (!begin_us) {
        const std::lock_guard lock(mutex_);
        return stopping_ ? base::Result<void>() : no_live_sound();
    }
    const base::Instant begin{(*begin_us + 999) / 1000};
    TRY(output_.open({order.run.run, order.position_ms}));
    const std::int64_t ahead =
        std::max(output_.frames_ahead(), static_cast<std::int64_t>(block_frames));
    std::int64_t written = 0;
    std::int64_t first_us = begin.ms * 1000;
    const auto write_next = [&](std::int64_t heard_us) -> base::Result<void> {
        std::array<std::int16_t, block_frames> block;
        feed.read(block, heard_us + live.correction.count() * 1000);
        written += std::int64_t{block_frames};
        return write_block(block, {heard_us / 1000});
    };
    const auto heard_us = [&](std::int64_t frame) {
        return first_us + frame * 1000 / frames_per_ms;
    };
    while (written + std::int64_t{block_frames} <= ahead) {
        TRY(write_next(heard_us(written)));
    }
    if (!wait_for_start(begin)) {
        TRY(output_.close(false));
        return {};
    }
    TRY_ASSIGN(first_us, output_.start(begin));
    const auto began = Steady::now();
    last.part = PlayedPart{{first_us / 1000}, order.position_ms, 0};
    report_(last);
    auto next_report = began + report_every;
    LineWatch line;
    bool stopped = false;
    while (!stopped && !feed.over() && !line.lost(packets) &&
           system_microseconds() / 1000 < live.until.ms) {
        const auto waiting = output_.frames_waiting();
        const std::int64_t surplus = waiting ? *waiting + std::int64_t{block_frames} - ahead : 0;
        const auto due = waiting ? Steady::now() + lasting(std::max<std::int64_t>(surplus, 0))
                                 : began + lasting(written + std::int64_t{block_frames} - ahead);
        stopped = !wait_until(due);
        if (!stopped) {
            const auto left = output_.frames_waiting();
            TRY(write_next(left ? system_microseconds() + *left * 1000 / frames_per_ms
                                : heard_us(written)));
        }
        if (const auto now = Steady::now(); now >= next_report) {
            last.part->ms = feed.frames_of_sound() / frames_per_ms;
            report_(last);
            spdlog::debug("live: {} us from its instant", feed.error_us());
            next_report = now + report_every;
        }
    }
    stopped = stopped || !wait_until(began + lasting(written));
    TRY_ASSIGN(const std::int64_t sounded, output_.close(!stopped));
    last.part->ms = std::min(sounded, feed.frames_of_sound()) / frames_per_ms;
    last.complete = !stopped;
    if (last.part->ms == 0) {
        return no_live_sound();
    }
    return {};
}

} // namespace player
