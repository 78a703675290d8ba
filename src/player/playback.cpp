#include "player/playback.hpp"

#include "base/try.hpp"
#include "player/volume.hpp"

#include <algorithm>
#include <sys/prctl.h>

namespace player {

using device_protocol::PlayedPart;

namespace {

using Steady = std::chrono::steady_clock;

/// What is decoded and written at once: rarely, because whoever wakes up finds the decoder's tables
/// gone from the processor's cache, and little beside what the output holds.
constexpr std::int64_t block_frames_min = 20 * frames_per_ms;
constexpr std::int64_t block_frames_max = 100 * frames_per_ms;
/// With the block in which it falls due at most a second, which a sudden end may cost.
constexpr base::Millis report_every = std::chrono::milliseconds(900);
/// The last stretch before the start is left to the output's own exact sleep.
constexpr base::Millis exact_part = std::chrono::milliseconds(15);

Steady::duration lasting(std::int64_t frames) {
    return std::chrono::nanoseconds(frames * 1'000'000'000 / sample_rate);
}

base::Instant system_now() {
    return {system_microseconds() / 1000};
}

std::int64_t block_of(std::int64_t ahead) {
    return std::clamp(ahead / 3, block_frames_min, block_frames_max);
}

/// Moves evenly from the last block's gain to this one's, so that a change makes no click. No gain
/// is above 1.
void apply_gain(std::span<std::int16_t> frames, float from, float to) {
    if (from == 1 && to == 1) {
        return;
    }
    const float step = (to - from) / static_cast<float>(frames.size());
    for (std::size_t i = 0; i < frames.size(); ++i) {
        const float gain = from + step * static_cast<float>(i + 1);
        const float scaled = static_cast<float>(frames[i]) * gain;
        frames[i] =
            static_cast<std::int16_t>(static_cast<int>(scaled + (scaled < 0 ? -0.5F : 0.5F)));
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
    const std::int64_t block = block_of(ahead);
    block_.resize(static_cast<std::size_t>(block));
    std::int64_t written = 0;
    bool more = true;
    while (more && written + block <= ahead) {
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
        stopped = !wait_until(next_write(began, written, block - ahead));
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

/// When the next block is to be written, which is `excess` longer than what the output holds: by
/// the clock, or sooner by a loudspeaker that has run ahead of it in the course of a long run.
Steady::time_point Playback::next_write(Steady::time_point began, std::int64_t written,
                                        std::int64_t excess) {
    const auto by_clock = began + lasting(written + excess);
    const std::int64_t waiting = output_.frames_waiting().value_or(0);
    if (waiting == 0) {
        return by_clock; // it has no clock of its own
    }
    return std::min(by_clock, Steady::now() + lasting(std::max<std::int64_t>(waiting + excess, 0)));
}

base::Result<std::int64_t> Playback::fill(OpusSource& source, base::Instant start,
                                          std::int64_t written) {
    TRY_ASSIGN(const std::size_t count, source.read(block_));
    if (count > 0) {
        TRY(write_block({block_.data(), count}, start + base::Millis(written / frames_per_ms)));
    }
    return static_cast<std::int64_t>(count);
}

base::Result<void> Playback::write_block(std::span<std::int16_t> frames, base::Instant heard) {
    double percent = 0;
    {
        const std::lock_guard lock(mutex_);
        percent = volume_(heard);
    }
    const float gain = gain_of(percent);
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
