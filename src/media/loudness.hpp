#pragma once

#include <cstdint>
#include <vector>

namespace media {

/// Loudness of a whole item after EBU R128 / ITU-R BS.1770.
struct Loudness {
    double integrated_lufs = 0;
    double true_peak_dbtp = 0;

    friend bool operator==(const Loudness&, const Loudness&) = default;
};

/// What every item is brought to, so that no one need touch the volume between two of them.
struct LoudnessTarget {
    double integrated_lufs = -16;
    double true_peak_dbtp = -1;

    friend bool operator==(const LoudnessTarget&, const LoudnessTarget&) = default;
};

/// How much a measured item may differ from its target.
inline constexpr double loudness_tolerance_lu = 0.5;

/// The outline of an item for drawing: pairs of lowest and highest sample per bucket, scaled to
/// -127..127.
using WaveformPeaks = std::vector<std::int8_t>;

inline constexpr std::size_t waveform_buckets = 800;

} // namespace media
