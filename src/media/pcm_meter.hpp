#pragma once

#include "media/loudness.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace media {

inline constexpr int pcm_rate = 48'000;

enum class PeakMeasure : std::uint8_t {
    true_peak, ///< between samples (BS.1770 annex 2); costs most of the measurement
    none,      ///< Loudness::true_peak_dbtp is then that of the samples themselves
};

/// Listens to one item as mono 48 kHz 32-bit float samples in machine order, in pieces of any size,
/// and says how loud and long it was and what it looks like. Not thread-safe.
class PcmMeter {
public:
    explicit PcmMeter(PeakMeasure peak);
    ~PcmMeter();
    PcmMeter(const PcmMeter&) = delete;
    PcmMeter& operator=(const PcmMeter&) = delete;

    void add(std::string_view bytes);

    [[nodiscard]] std::uint64_t frames() const { return frames_; }
    [[nodiscard]] std::int64_t duration_ms() const;
    /// Nothing for silence (nothing above the absolute gate of -70 LUFS). Ends the measurement:
    /// call it once, after the last add().
    [[nodiscard]] std::optional<Loudness> finish();
    /// `buckets` pairs; fewer when the item has fewer samples.
    [[nodiscard]] WaveformPeaks peaks(std::size_t buckets) const;

private:
    struct State;
    void add_samples(const float* samples, std::size_t count);

    std::unique_ptr<State> state_;
    std::uint64_t frames_ = 0;
    std::string rest_;             ///< the beginning of a sample whose end has not come yet
    std::vector<float> beginning_; ///< the first 400 ms, for items shorter than one gating block
    std::vector<std::int8_t> outline_;
    float lowest_ = 0;
    float highest_ = 0;
    std::size_t in_outline_step_ = 0;
};

} // namespace media
