#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace live {

/// How loud a tenth of a second was, in decibels below full scale (0 is the loudest, -100 silence).
struct Level {
    double rms_db = -100;
    double peak_db = -100;
};

/// Level of mono samples at 48 kHz, one value per 100 ms. Used by one thread.
class SoundMeter {
public:
    /// Gives a level whenever a tenth of a second is full; at most one per call of up to 100 ms.
    [[nodiscard]] std::optional<Level> take(std::span<const std::int16_t> samples);

private:
    double squares_ = 0;
    std::int32_t peak_ = 0;
    std::int64_t count_ = 0;
};

} // namespace live
