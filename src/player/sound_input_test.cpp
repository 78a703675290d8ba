#include "player/sound_input.hpp"

#include "player/opus_pages.hpp"
#include "player/sound_output.hpp"
#include "testing/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <opusfile.h>
#include <vector>

namespace player {

namespace {

std::string wav_of(const std::vector<std::int16_t>& frames) {
    std::string bytes("RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x80\xbb\0\0\0\x77\x01\0"
                      "\x02\0\x10\0data\0\0\0\0",
                      44);
    bytes.append(reinterpret_cast<const char*>(frames.data()), frames.size() * 2);
    return bytes;
}

TEST(SoundInput, only_known_kinds_with_a_place_are_made) {
    for (const char* name : {"", "wav", "wav:", "alsa:", "command:", "tape:x", "null"}) {
        const auto made = make_sound_input(name);
        ASSERT_FALSE(made.has_value()) << name;
        EXPECT_EQ(made.error().code, "player.unknown_input");
    }
    EXPECT_TRUE(make_sound_input("command:rtl_fm -M wbfm -f 99.9M -r 48000").has_value());
}

TEST(SoundInput, a_file_is_captured_at_the_pace_of_the_clock_and_from_where_the_clock_stands) {
    const testing_support::TemporaryFolder folder;
    std::vector<std::int16_t> frames(48 * 200);
    for (std::size_t i = 0; i < frames.size(); ++i) {
        frames[i] = static_cast<std::int16_t>(i / 48); // its own millisecond
    }
    std::ofstream(folder.path() / "a.wav", std::ios::binary) << wav_of(frames);
    const auto input = make_sound_input("wav:" + (folder.path() / "a.wav").string()).value();
    const std::int64_t earliest = system_microseconds() / 1'000;
    ASSERT_TRUE(input->open().has_value());
    const std::int64_t latest = system_microseconds() / 1'000;
    std::array<std::int16_t, capture_frames> piece{};
    ASSERT_TRUE(input->read(piece).has_value());
    EXPECT_LE((piece.front() + 200 - earliest % 200) % 200, latest - earliest);
    for (int i = 1; i < 30; ++i) {
        const int next = (piece.back() + 1) % 200;
        ASSERT_TRUE(input->read(piece).has_value());
        EXPECT_EQ(piece.front(), next) << "nothing is left out";
    }
    EXPECT_GE(system_microseconds() / 1'000 - earliest, 30 * 20) << "nothing comes from the future";
    input->close();
}

TEST(SoundInput, what_is_no_sound_file_is_refused) {
    const auto input = make_sound_input("wav:/nowhere/a.wav").value();
    EXPECT_EQ(input->open().error().code, "player.input");
}

TEST(SoundInput, a_programs_output_is_the_sound_until_it_ends) {
    const auto input = make_sound_input("command:head -c 3840 /dev/zero").value();
    ASSERT_TRUE(input->open().has_value());
    std::array<std::int16_t, capture_frames> piece{};
    EXPECT_TRUE(input->read(piece).has_value());
    EXPECT_TRUE(input->read(piece).has_value());
    EXPECT_EQ(input->read(piece).error().code, "player.input");
    ASSERT_TRUE(input->open().has_value()) << "it is started again";
    EXPECT_TRUE(input->read(piece).has_value());
}

TEST(SoundInput, a_program_that_cannot_be_started_is_told) {
    const auto input = make_sound_input("command:/nowhere/tuner -x").value();
    EXPECT_EQ(input->open().error().code, "player.input");
}

TEST(OpusPages, a_page_comes_every_tenth_of_a_second_and_all_of_it_decodes) {
    OpusPages pages;
    std::string stream = pages.head();
    std::array<std::int16_t, capture_frames> piece{};
    int full = 0;
    for (int i = 0; i < 50; ++i) {
        for (std::size_t n = 0; n < piece.size(); ++n) {
            piece[n] = n % 48 < 24 ? 8'000 : -8'000;
        }
        if (const auto page = pages.add(piece)) {
            EXPECT_EQ((i + 1) % 5, 0);
            stream += *page;
            ++full;
        }
    }
    EXPECT_EQ(full, 10);
    int error = 0;
    OggOpusFile* file = op_open_memory(reinterpret_cast<const unsigned char*>(stream.data()),
                                       stream.size(), &error);
    ASSERT_NE(file, nullptr) << error;
    std::array<opus_int16, 11'520> out{};
    std::int64_t samples = 0;
    for (int count = 1; count > 0; samples += count) {
        count = op_read(file, out.data(), static_cast<int>(out.size()), nullptr);
    }
    op_free(file);
    EXPECT_GT(samples, 45'000);
    EXPECT_LE(samples, 48'000);
}

} // namespace

} // namespace player
