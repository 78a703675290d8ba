#include "player/playback.hpp"

#include "base/try.hpp"
#include "player/volume.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <sys/prctl.h>

namespace player {

using device_protocol::PlayedPart;

namespace {

using Steady = std::chrono::steady_clock;

constexpr std::int64_t block_ms = 20;
constexpr std::size_t block_frames = block_ms * frames_per_ms;
constexpr base::Millis report_every = std::chrono::seconds(1);
/// The last stretch before the start is left to the output's own exact sleep.
constexpr base::Millis exact_part = std::chrono::milliseconds(15);

Steady::duration lasting(std::int64_t frames) {
    return std::chrono::nanoseconds(frames * 1'000'000'000 / sample_rate);
}

base::Instant system_now() {
    return {system_microseconds() / 1000};
}

/// Moves evenly from the last block's gain to this one's, so that a change makes no click.
void apply_gain(std::span<std::int16_t> frames, double from, double to) {
    if (from == 1 && to == 1) {
        return;
    }
    const double step = (to - from) / static_cast<double>(frames.size());
    double gain = from;
    for (std::int16_t& frame : frames) {
        gain += step;
        frame = static_cast<std::int16_t>(std::lround(frame * gain));
    }
}

} // namespace

Playback::Playback(SoundOutput& output, std::function<void(PlaybackReport)> report)
    : output_(output), report_(std::move(report)) {}

Playback::~Playback() {
    stop();
}

void Playback::begin(PlaybackOrder order, VolumeCurve volume) {
    stop();
    stopping_ = false;
    volume_ = std::move(volume);
    gain_ = -1;
    thread_ = std::thread([this, order = std::move(order)] { play(order); });
}

void Playback::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) {
        thread_.join();
    }
}

void Playback::set_volume(VolumeCurve volume) {
    const std::lock_guard lock(mutex_);
    volume_ = std::move(volume);
}

void Playback::play(const PlaybackOrder& order) {
    ::prctl(PR_SET_TIMERSLACK, 1); // the kernel may otherwise be 50 µs late on purpose
    PlaybackReport last;
    last.run = order.run.run;
    if (auto sounded = sound(order, last); !sounded) {
        last.failure = sounded.error();
    }
    last.ended = true;
    report_(last);
}

base::Result<void> Playback::sound(const PlaybackOrder& order, PlaybackReport& last) {
    if (order.live) {
        return sound_live(order, last);
    }
    TRY_ASSIGN(OpusSource source, OpusSource::open(order.files));
    if (order.position_ms > 0) {
        TRY(source.seek(order.position_ms * frames_per_ms));
    }
    TRY(output_.open({order.run.run, order.position_ms}));
    const std::int64_t ahead = output_.frames_ahead();
    std::int64_t written = 0;
    bool more = true;
    while (more && written + std::int64_t{block_frames} <= ahead) {
        TRY_ASSIGN(const std::int64_t filled, fill(source, order.at, written));
        written += filled;
        more = filled > 0;
    }
    if (!wait_for_start(order.at)) {
        TRY(output_.close(false));
        return {};
    }
    TRY_ASSIGN(const std::int64_t first_us, output_.start(order.at));
    const auto began = Steady::now();
    last.part = PlayedPart{{first_us / 1000}, order.position_ms, 0};
    report_(last);
    auto next_report = began + report_every;
    bool stopped = false;
    while (more && !stopped) {
        stopped = !wait_until(began + lasting(written + std::int64_t{block_frames} - ahead));
        if (!stopped) {
            TRY_ASSIGN(const std::int64_t filled, fill(source, order.at, written));
            written += filled;
            more = filled > 0;
        }
        if (const auto now = Steady::now(); now >= next_report) {
            // An output that was held up has sounded less than the clock says.
            last.part->ms = std::min(std::chrono::duration_cast<base::Millis>(now - began).count(),
                                     written / frames_per_ms);
            report_(last);
            next_report = now + report_every;
        }
    }
    stopped = stopped || !wait_until(began + lasting(written));
    TRY_ASSIGN(const std::int64_t sounded, output_.close(!stopped));
    last.part->ms = sounded / frames_per_ms;
    last.complete = !stopped;
    return {};
}

base::Result<std::int64_t> Playback::fill(OpusSource& source, base::Instant start,
                                          std::int64_t written) {
    std::array<std::int16_t, block_frames> block;
    TRY_ASSIGN(const std::size_t count, source.read(block));
    if (count > 0) {
        TRY(write_block({block.data(), count}, start + base::Millis(written / frames_per_ms)));
    }
    return static_cast<std::int64_t>(count);
}

base::Result<void> Playback::write_block(std::span<std::int16_t> frames, base::Instant heard) {
    double percent = 0;
    {
        const std::lock_guard lock(mutex_);
        percent = volume_(heard);
    }
    const double gain = gain_of(percent);
    apply_gain(frames, gain_ < 0 ? gain : gain_, gain);
    gain_ = gain;
    return output_.write(frames);
}

bool Playback::wait_until(Steady::time_point due) {
    std::unique_lock lock(mutex_);
    return !wake_.wait_until(lock, due, [this] { return stopping_; });
}

bool Playback::wait_for_start(base::Instant at) {
    // The system's clock may be set meanwhile, so it is read again every so often.
    while (true) {
        const base::Millis left = at - system_now() - exact_part;
        const auto piece = std::clamp(left, base::Millis(0), base::Millis(200));
        if (!wait_until(Steady::now() + piece)) {
            return false;
        }
        if (left <= base::Millis(0)) {
            return true;
        }
    }
}

} // namespace player
