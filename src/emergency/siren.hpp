#pragma once

#include <cstdint>
#include <vector>

namespace emergency {

inline constexpr int siren_rate = 48'000;

/// Pure: the siren, twelve seconds that rise and fall twice and end in one second of silence.
/// Between 400 and 900 Hz, which horn loudspeakers carry furthest.
[[nodiscard]] std::vector<std::int16_t> siren_samples();

} // namespace emergency
