// Meter, encoder and recording, on sounds whose measures are known.
#include "live/on_air.hpp"
#include "live/packet_encoder.hpp"
#include "live/recording.hpp"
#include "live/sound_meter.hpp"
#include "testing/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <fstream>
#include <numbers>

namespace live {

namespace {

std::vector<std::int16_t> tone(std::size_t samples, double amplitude, double hertz = 1'000) {
    std::vector<std::int16_t> made(samples);
    for (std::size_t i = 0; i < samples; ++i) {
        made[i] = static_cast<std::int16_t>(std::lround(
            amplitude * std::sin(2 * std::numbers::pi * hertz * static_cast<double>(i) / 48'000)));
    }
    return made;
}

TEST(SoundMeter, a_tenth_of_a_second_of_a_tone_has_its_level) {
    SoundMeter meter;
    const auto samples = tone(4'800, 16'384);
    EXPECT_FALSE(meter.take(std::span(samples).first(4'000)));
    const auto level = meter.take(std::span(samples).subspan(4'000));
    ASSERT_TRUE(level);
    EXPECT_NEAR(level->peak_db, -6.0, 0.1);
    EXPECT_NEAR(level->rms_db, -9.0, 0.1);
}

TEST(SoundMeter, silence_is_the_lowest_level_and_the_loudest_sample_is_zero) {
    SoundMeter meter;
    const std::vector<std::int16_t> silence(4'800);
    EXPECT_EQ(meter.take(silence)->rms_db, -100);
    const std::vector<std::int16_t> loudest(4'800, -32'768);
    EXPECT_EQ(meter.take(loudest)->peak_db, 0);
}

TEST(PacketEncoder, a_packet_holds_twenty_milliseconds_at_the_bitrate) {
    PacketEncoder encoder(32'000);
    std::size_t bytes = 0;
    const auto samples = tone(packet_samples, 9'000);
    for (int i = 0; i < 100; ++i) {
        bytes += encoder.encode(samples).size();
    }
    EXPECT_LE(bytes, 9'600U); // 8,000 by the bitrate
    EXPECT_GE(bytes, 1'000U);
}

TEST(Recording, an_ogg_file_with_every_packet_comes_out) {
    const testing_support::TemporaryFolder folder;
    const auto file = folder.path() / "a.opus";
    PacketEncoder encoder(32'000);
    auto recording = Recording::create(file, encoder.delay_samples()).value();
    const auto samples = tone(packet_samples, 9'000);
    for (int i = 0; i < 120; ++i) {
        recording.add(encoder.encode(samples));
    }
    EXPECT_EQ(recording.packets(), 120);
    ASSERT_TRUE(recording.finish());
    std::ifstream stream(file, std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(stream), {});
    EXPECT_TRUE(bytes.starts_with("OggS"));
    EXPECT_NE(bytes.find("OpusHead"), std::string::npos);
    EXPECT_NE(bytes.find("OpusTags"), std::string::npos);
    const auto last = bytes.rfind("OggS");
    EXPECT_EQ(bytes[last + 5], 4) << "the last page says that it is the last";
}

TEST(Recording, what_a_killed_server_left_is_cut_to_its_whole_seconds) {
    const testing_support::TemporaryFolder folder;
    const auto file = folder.path() / "left.opus";
    PacketEncoder encoder(32'000);
    const auto samples = tone(packet_samples, 9'000);
    const auto record = [&](int packets) {
        auto recording = Recording::create(file, encoder.delay_samples()).value();
        for (int i = 0; i < packets; ++i) {
            recording.add(encoder.encode(samples));
        }
        return std::filesystem::file_size(file); // and never finished
    };
    const auto whole = record(120);
    EXPECT_TRUE(mend_recording(file));
    EXPECT_EQ(std::filesystem::file_size(file), whole) << "nothing of whole seconds is cut off";
    std::filesystem::resize_file(file, whole - 1);
    EXPECT_TRUE(mend_recording(file));
    const auto one_less = std::filesystem::file_size(file);
    EXPECT_LT(one_less, whole - 1);
    EXPECT_TRUE(mend_recording(file));
    EXPECT_EQ(std::filesystem::file_size(file), one_less);
    record(20);
    EXPECT_FALSE(mend_recording(file)) << "not one second";
    EXPECT_FALSE(mend_recording(folder.path() / "nothing.opus"));
}

TEST(Recording, a_folder_that_is_not_there_is_told) {
    EXPECT_EQ(Recording::create("/nonexistent/a.opus", 312).error().code, "live.recording_failed");
}

TEST(Containers, names_of_source_clients_are_understood_and_nothing_else) {
    EXPECT_EQ(container_of("audio/ogg"), "ogg");
    EXPECT_EQ(container_of("Application/OGG"), "ogg");
    EXPECT_EQ(container_of("audio/webm;codecs=opus"), "matroska");
    EXPECT_EQ(container_of("audio/mpeg"), "mp3");
    EXPECT_EQ(container_of("text/html"), "");
    EXPECT_EQ(container_of(""), "");
}

} // namespace

} // namespace live
