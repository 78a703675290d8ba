#include "speech/limit_peaks.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <deque>
#include <vector>

namespace speech {

namespace {

/// How far a peak may stand above the level of the speech. 14.1 dB over the loudness are allowed;
/// the level here is unweighted, and resampling adds a little between the samples.
constexpr double headroom_db = 9.5;
constexpr double window_seconds = 0.004;

/// Mean square of the frames that are speech: those not far below the others (as in EBU R128, but
/// without weighting).
double speech_power(std::span<const std::int16_t> samples, int sample_rate) {
    const auto frame = static_cast<std::size_t>(std::max(sample_rate / 20, 1));
    std::vector<double> powers;
    for (std::size_t at = 0; at + frame <= samples.size(); at += frame) {
        double sum = 0;
        for (const std::int16_t sample : samples.subspan(at, frame)) {
            sum += static_cast<double>(sample) * sample;
        }
        powers.push_back(sum / static_cast<double>(frame));
    }
    const auto mean_above = [&](double gate) {
        double sum = 0;
        double count = 0;
        for (const double power : powers) {
            if (power > gate) {
                sum += power;
                ++count;
            }
        }
        return count > 0 ? sum / count : 0.0;
    };
    constexpr double silence = 100.0 * 100.0;
    constexpr double relative_gate = 0.1;
    return mean_above(std::max(silence, mean_above(silence) * relative_gate));
}

/// The smallest gain within `reach` samples to both sides of each sample.
std::vector<float> least_around(const std::vector<float>& gains, std::size_t reach) {
    std::vector<float> out(gains.size(), 1.0F);
    std::deque<std::size_t> rising; // places whose gains rise; the front is the least of the window
    for (std::size_t at = 0; at < gains.size() + reach; ++at) {
        if (at < gains.size()) {
            while (!rising.empty() && gains[rising.back()] >= gains[at]) {
                rising.pop_back();
            }
            rising.push_back(at);
        }
        if (at >= reach) {
            const std::size_t middle = at - reach;
            while (rising.front() + reach < middle) {
                rising.pop_front();
            }
            out[middle] = gains[rising.front()];
        }
    }
    return out;
}

} // namespace

void limit_peaks(std::span<std::int16_t> samples, int sample_rate) {
    const double level = std::sqrt(speech_power(samples, sample_rate));
    const double ceiling = level * std::pow(10.0, headroom_db / 20.0);
    const auto stands_out = [&](std::int16_t sample) {
        return std::abs(static_cast<int>(sample)) > ceiling;
    };
    if (level <= 0 || std::ranges::none_of(samples, stands_out)) {
        return;
    }
    std::vector<float> gains(samples.size(), 1.0F);
    for (std::size_t i = 0; i < samples.size(); ++i) {
        if (stands_out(samples[i])) {
            gains[i] = static_cast<float>(ceiling / std::abs(static_cast<double>(samples[i])));
        }
    }
    // The least gain around each sample, smoothed over the same window: no step is heard, and no
    // peak gets through.
    const auto reach =
        std::max<std::size_t>(static_cast<std::size_t>(sample_rate * window_seconds), 1);
    const std::vector<float> least = least_around(gains, reach);
    const std::size_t window = 2 * reach + 1;
    const auto least_at = [&](std::ptrdiff_t at) {
        const auto last = static_cast<std::ptrdiff_t>(least.size()) - 1;
        return static_cast<double>(
            least[static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(at, 0, last))]);
    };
    const auto step = static_cast<std::ptrdiff_t>(reach);
    double sum = 0;
    for (std::ptrdiff_t at = -step; at <= step; ++at) {
        sum += least_at(at);
    }
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const double gain = std::min(sum / static_cast<double>(window), 1.0);
        samples[i] = static_cast<std::int16_t>(std::lround(samples[i] * gain));
        const auto at = static_cast<std::ptrdiff_t>(i);
        sum += least_at(at + step + 1) - least_at(at - step);
    }
}

} // namespace speech
