#include "media/pcm_meter.hpp"

#include <cmath>
#include <cstring>
#include <gtest/gtest.h>
#include <limits>
#include <numbers>

namespace media {
namespace {

std::string tone(double seconds, float amplitude, double hertz = 1000) {
    std::vector<float> samples(static_cast<std::size_t>(seconds * pcm_rate));
    for (std::size_t i = 0; i < samples.size(); ++i) {
        samples[i] = amplitude * static_cast<float>(std::sin(2 * std::numbers::pi * hertz *
                                                             static_cast<double>(i) / pcm_rate));
    }
    return {reinterpret_cast<const char*>(samples.data()), samples.size() * sizeof(float)};
}

TEST(PcmMeterTest, a_full_scale_tone_of_997_hz_reads_minus_3_lufs) {
    // BS.1770: a 997 Hz sine at 0 dBFS in one channel reads -3.01 LKFS.
    PcmMeter meter(PeakMeasure::true_peak);
    meter.add(tone(3, 1.0F, 997));
    const auto loudness = meter.finish();
    ASSERT_TRUE(loudness.has_value());
    EXPECT_NEAR(loudness->integrated_lufs, -3.01, 0.05);
    EXPECT_NEAR(loudness->true_peak_dbtp, 0, 0.1);
}

TEST(PcmMeterTest, the_pieces_may_be_cut_anywhere) {
    const std::string bytes = tone(1, 0.5F);
    PcmMeter whole(PeakMeasure::true_peak);
    whole.add(bytes);
    PcmMeter pieces(PeakMeasure::true_peak);
    for (std::size_t at = 0, size = 1; at < bytes.size(); at += size, size = size * 7 % 1021 + 1) {
        pieces.add(std::string_view(bytes).substr(at, size));
    }
    EXPECT_EQ(whole.frames(), pieces.frames());
    EXPECT_EQ(whole.peaks(100), pieces.peaks(100));
    EXPECT_DOUBLE_EQ(whole.finish()->integrated_lufs, pieces.finish()->integrated_lufs);
}

TEST(PcmMeterTest, a_short_sound_reads_like_the_same_sound_made_long) {
    PcmMeter brief(PeakMeasure::true_peak);
    brief.add(tone(0.1, 0.5F));
    PcmMeter lasting(PeakMeasure::true_peak);
    lasting.add(tone(2, 0.5F));
    EXPECT_EQ(brief.duration_ms(), 100);
    EXPECT_NEAR(brief.finish()->integrated_lufs, lasting.finish()->integrated_lufs, 0.3);
}

TEST(PcmMeterTest, without_true_peak_the_loudness_is_the_same) {
    PcmMeter full(PeakMeasure::true_peak);
    PcmMeter light(PeakMeasure::none);
    for (PcmMeter* meter : {&full, &light}) {
        meter->add(tone(2, 0.5F));
    }
    EXPECT_DOUBLE_EQ(full.finish()->integrated_lufs, light.finish()->integrated_lufs);
}

TEST(PcmMeterTest, silence_and_nothing_have_no_loudness) {
    PcmMeter nothing(PeakMeasure::true_peak);
    EXPECT_FALSE(nothing.finish().has_value());
    EXPECT_TRUE(nothing.peaks(800).empty());
    PcmMeter silence(PeakMeasure::true_peak);
    silence.add(tone(2, 0));
    EXPECT_FALSE(silence.finish().has_value());
}

TEST(PcmMeterTest, values_that_are_no_numbers_count_as_silence) {
    PcmMeter meter(PeakMeasure::true_peak);
    const float bad[] = {std::numeric_limits<float>::quiet_NaN(),
                         std::numeric_limits<float>::infinity()};
    meter.add({reinterpret_cast<const char*>(bad), sizeof bad});
    meter.add(tone(1, 0.5F));
    EXPECT_TRUE(std::isfinite(meter.finish()->integrated_lufs));
}

TEST(PcmMeterTest, the_outline_shows_where_the_sound_is) {
    PcmMeter meter(PeakMeasure::true_peak);
    meter.add(tone(1, 0));
    meter.add(tone(1, 0.5F));
    const WaveformPeaks peaks = meter.peaks(10);
    ASSERT_EQ(peaks.size(), 20U);
    EXPECT_EQ(peaks[0], 0);
    EXPECT_NEAR(peaks[18], -64, 1);
    EXPECT_NEAR(peaks[19], 64, 1);
}

} // namespace
} // namespace media
