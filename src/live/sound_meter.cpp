#include "live/sound_meter.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace live {

namespace {

constexpr std::int64_t window_samples = 4'800;
constexpr double full_scale = 32'768;
constexpr double silence_db = -100;

double decibels(double share) {
    return share > 0 ? std::max(20 * std::log10(share), silence_db) : silence_db;
}

} // namespace

std::optional<Level> SoundMeter::take(std::span<const std::int16_t> samples) {
    for (const std::int16_t sample : samples) {
        squares_ += static_cast<double>(sample) * sample;
        peak_ = std::max(peak_, std::abs(static_cast<std::int32_t>(sample)));
    }
    count_ += static_cast<std::int64_t>(samples.size());
    if (count_ < window_samples) {
        return std::nullopt;
    }
    const Level level{decibels(std::sqrt(squares_ / static_cast<double>(count_)) / full_scale),
                      decibels(peak_ / full_scale)};
    *this = SoundMeter{};
    return level;
}

} // namespace live
