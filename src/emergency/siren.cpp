#include "emergency/siren.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace emergency {

namespace {

constexpr double seconds = 11.0;
constexpr double silence = 1.0;
constexpr double cycle = 5.5;
constexpr double low_hz = 400.0;
constexpr double high_hz = 900.0;
constexpr double fade = 0.05;
constexpr double level = 12'000.0;

double frequency_at(double at) {
    const double swing = 0.5 - 0.5 * std::cos(2 * std::numbers::pi * at / cycle);
    return low_hz + (high_hz - low_hz) * swing;
}

/// A third harmonic makes it carry through noise.
double tone(double phase) {
    return 0.8 * std::sin(phase) + 0.2 * std::sin(3 * phase);
}

} // namespace

std::vector<std::int16_t> siren_samples() {
    const auto count = static_cast<std::size_t>((seconds + silence) * siren_rate);
    std::vector<std::int16_t> samples(count, 0);
    double phase = 0;
    for (std::size_t i = 0; i < static_cast<std::size_t>(seconds * siren_rate); ++i) {
        const double at = static_cast<double>(i) / siren_rate;
        phase += 2 * std::numbers::pi * frequency_at(at) / siren_rate;
        const double edge = std::min({1.0, at / fade, (seconds - at) / fade});
        samples[i] = static_cast<std::int16_t>(level * edge * tone(phase));
    }
    return samples;
}

} // namespace emergency
