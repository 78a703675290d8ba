#include "media/pcm_meter.hpp"

#include "base/ensure.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <ebur128.h>

namespace media {

namespace {

constexpr std::size_t gating_block_frames = pcm_rate * 4 / 10; // BS.1770: 400 ms
constexpr std::size_t outline_step_frames = 120; // 2.5 ms; reduced to buckets at the end

std::int8_t scaled(float sample) {
    return static_cast<std::int8_t>(std::lround(std::clamp(sample, -1.0F, 1.0F) * 127.0F));
}

} // namespace

struct PcmMeter::State {
    ebur128_state* meter;
    bool true_peak;

    explicit State(PeakMeasure peak)
        : meter(ebur128_init(1, pcm_rate,
                             peak == PeakMeasure::true_peak
                                 ? EBUR128_MODE_I | EBUR128_MODE_TRUE_PEAK
                                 : EBUR128_MODE_I | EBUR128_MODE_SAMPLE_PEAK)),
          true_peak(peak == PeakMeasure::true_peak) {
        ENSURE(meter != nullptr);
    }
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() { ebur128_destroy(&meter); }
};

PcmMeter::PcmMeter(PeakMeasure peak) : state_(std::make_unique<State>(peak)) {}
PcmMeter::~PcmMeter() = default;

void PcmMeter::add(std::string_view bytes) {
    std::array<float, 4096> samples{};
    while (!bytes.empty()) {
        const std::size_t room = samples.size() * sizeof(float) - rest_.size();
        const std::size_t taken = std::min(room, bytes.size());
        rest_.append(bytes.substr(0, taken));
        bytes.remove_prefix(taken);
        const std::size_t count = rest_.size() / sizeof(float);
        std::memcpy(samples.data(), rest_.data(), count * sizeof(float));
        rest_.erase(0, count * sizeof(float));
        // A decoder gone wrong may emit values that are no numbers; they would poison the whole
        // measurement.
        std::replace_if(
            samples.begin(), samples.begin() + static_cast<std::ptrdiff_t>(count),
            [](float sample) { return !std::isfinite(sample); }, 0.0F);
        add_samples(samples.data(), count);
    }
}

void PcmMeter::add_samples(const float* samples, std::size_t count) {
    ENSURE(ebur128_add_frames_float(state_->meter, samples, count) == EBUR128_SUCCESS);
    frames_ += count;
    if (beginning_.size() < gating_block_frames) {
        const std::size_t kept = std::min(count, gating_block_frames - beginning_.size());
        beginning_.insert(beginning_.end(), samples, samples + kept);
    }
    for (std::size_t i = 0; i < count; ++i) {
        lowest_ = std::min(lowest_, samples[i]);
        highest_ = std::max(highest_, samples[i]);
        if (++in_outline_step_ == outline_step_frames) {
            outline_.push_back(scaled(lowest_));
            outline_.push_back(scaled(highest_));
            lowest_ = highest_ = 0;
            in_outline_step_ = 0;
        }
    }
}

std::int64_t PcmMeter::duration_ms() const {
    return static_cast<std::int64_t>((frames_ * 1000 + pcm_rate / 2) / pcm_rate);
}

std::optional<Loudness> PcmMeter::finish() {
    if (frames_ == 0) {
        return std::nullopt;
    }
    double peak = 0;
    const auto read_peak = state_->true_peak ? &ebur128_true_peak : &ebur128_sample_peak;
    ENSURE(read_peak(state_->meter, 0, &peak) == EBUR128_SUCCESS);
    if (frames_ < gating_block_frames) {
        // Shorter than one gating block: as loud as itself repeated, which is how the ear takes a
        // short chime.
        const std::size_t repeats = 3 * gating_block_frames / beginning_.size() + 1;
        for (std::size_t i = 0; i < repeats; ++i) {
            (void)ebur128_add_frames_float(state_->meter, beginning_.data(), beginning_.size());
        }
    }
    double integrated = 0;
    ENSURE(ebur128_loudness_global(state_->meter, &integrated) == EBUR128_SUCCESS);
    if (!std::isfinite(integrated) || peak <= 0) {
        return std::nullopt;
    }
    return Loudness{.integrated_lufs = integrated, .true_peak_dbtp = 20 * std::log10(peak)};
}

WaveformPeaks PcmMeter::peaks(std::size_t buckets) const {
    WaveformPeaks fine = outline_;
    if (in_outline_step_ > 0) {
        fine.push_back(scaled(lowest_));
        fine.push_back(scaled(highest_));
    }
    const std::size_t steps = fine.size() / 2;
    const std::size_t count = std::min(buckets, steps);
    WaveformPeaks peaks;
    peaks.reserve(count * 2);
    for (std::size_t bucket = 0; bucket < count; ++bucket) {
        std::int8_t lowest = 0;
        std::int8_t highest = 0;
        for (std::size_t step = bucket * steps / count; step < (bucket + 1) * steps / count;
             ++step) {
            lowest = std::min(lowest, fine[step * 2]);
            highest = std::max(highest, fine[step * 2 + 1]);
        }
        peaks.push_back(lowest);
        peaks.push_back(highest);
    }
    return peaks;
}

} // namespace media
