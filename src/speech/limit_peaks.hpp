#pragma once

#include <cstdint>
#include <span>

namespace speech {

/// Synthetic voices have single peaks 18 dB above their loudness, 4 dB more than fits under the
/// true-peak limit at the loudness that devices get. Taken down here, on the samples as they come
/// from the engine, they spare the limiter of the transcoder, which costs more than everything else
/// together. Pure; changes nothing where no peak stands out.
void limit_peaks(std::span<std::int16_t> samples, int sample_rate);

} // namespace speech
