// What the loudspeaker gets of a live stream: in step with its instants, whatever the line and the
// clocks do.
#include "player/live_feed.hpp"

#include <gtest/gtest.h>

#include <opus.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <numbers>

namespace player {

namespace {

using device_protocol::LiveFrame;
using device_protocol::LiveFrameKind;

constexpr std::int64_t start = 1'780'000'000'000'000;
constexpr std::size_t block = 960;

/// Packets of a tone of 500 Hz whose instants go on by `step_us`.
class Voice {
public:
    Voice() {
        int error = OPUS_OK;
        encoder_ = opus_encoder_create(48'000, 1, OPUS_APPLICATION_AUDIO, &error);
    }
    ~Voice() { opus_encoder_destroy(encoder_); }
    Voice(const Voice&) = delete;
    Voice& operator=(const Voice&) = delete;

    LiveFrame next(std::int64_t step_us = 20'000) {
        std::array<std::int16_t, block> samples{};
        for (std::int16_t& sample : samples) {
            sample = static_cast<std::int16_t>(
                8'000 * std::sin(2 * std::numbers::pi * 500 * static_cast<double>(at_++) / 48'000));
        }
        std::array<unsigned char, 1'275> bytes{};
        const int size = opus_encode(encoder_, samples.data(), block, bytes.data(),
                                     static_cast<opus_int32>(bytes.size()));
        LiveFrame frame{LiveFrameKind::packet, sequence_++, instant_,
                        std::string(reinterpret_cast<const char*>(bytes.data()),
                                    static_cast<std::size_t>(size))};
        instant_ += step_us;
        return frame;
    }
    [[nodiscard]] std::uint32_t sequence() const { return sequence_; }

private:
    OpusEncoder* encoder_ = nullptr;
    std::uint32_t sequence_ = 0;
    std::int64_t instant_ = start;
    std::int64_t at_ = 0;
};

double level(std::span<const std::int16_t> samples) {
    double sum = 0;
    for (const std::int16_t sample : samples) {
        sum += static_cast<double>(sample) * sample;
    }
    return std::sqrt(sum / static_cast<double>(samples.size()));
}

class LiveFeedTest : public testing::Test {
protected:
    void fill(int packets) {
        for (int i = 0; i < packets; ++i) {
            packets_.put(voice_.next());
        }
    }
    double read(std::int64_t heard_us) {
        feed_.read(out_, heard_us);
        return level(out_);
    }
    LivePackets packets_;
    LiveFeed feed_{packets_};
    Voice voice_;
    std::array<std::int16_t, block> out_{};
};

TEST_F(LiveFeedTest, nothing_begins_before_a_packet_has_come) {
    EXPECT_EQ(feed_.begin_us(start), std::nullopt);
    fill(10);
    EXPECT_EQ(feed_.begin_us(start + 50'000), start + 60'000) << "the first that is still in time";
}

TEST_F(LiveFeedTest, a_whole_stream_sounds_to_its_end_and_then_is_over) {
    fill(100);
    packets_.put({LiveFrameKind::end, voice_.sequence(), 0, "by_owner"});
    ASSERT_EQ(feed_.begin_us(start), start);
    int blocks = 0;
    while (!feed_.over() && blocks < 200) {
        const double loud = read(start + blocks * 20'000);
        EXPECT_TRUE(blocks < 2 || blocks > 97 || loud > 4'000) << "block " << blocks;
        ++blocks;
    }
    EXPECT_NEAR(blocks, 100, 2);
    EXPECT_EQ(feed_.frames_of_sound(), 100 * 960);
}

TEST_F(LiveFeedTest, clocks_that_run_apart_are_followed_without_a_gap) {
    for (int i = 0; i < 1'500; ++i) {
        packets_.put(voice_.next(20'004)); // 200 parts in a million
    }
    ASSERT_TRUE(feed_.begin_us(start));
    for (int i = 0; i < 1'400; ++i) {
        const double loud = read(start + i * 20'000);
        ASSERT_TRUE(i < 2 || loud > 4'000) << "block " << i;
        ASSERT_LE(std::abs(feed_.error_us()), 3'000) << "block " << i;
    }
}

TEST_F(LiveFeedTest, a_start_a_little_off_is_bent_into_step) {
    fill(1'500);
    ASSERT_TRUE(feed_.begin_us(start));
    for (int i = 0; i < 1'200; ++i) {
        static_cast<void>(read(start + 30'000 + i * 20'000));
    }
    EXPECT_LE(std::abs(feed_.error_us()), 1'500);
}

TEST_F(LiveFeedTest, a_lost_packet_is_concealed_and_the_rest_stays_in_step) {
    for (int i = 0; i < 200; ++i) {
        LiveFrame frame = voice_.next();
        if (i != 50 && i != 51) {
            packets_.put(std::move(frame));
        }
    }
    ASSERT_TRUE(feed_.begin_us(start));
    for (int i = 0; i < 190; ++i) {
        const double loud = read(start + i * 20'000);
        ASSERT_TRUE(i < 2 || loud > 500) << "block " << i;
        ASSERT_LE(std::abs(feed_.error_us()), 2'000) << "block " << i;
    }
}

TEST_F(LiveFeedTest, a_line_that_breaks_is_silence_and_then_the_present) {
    fill(50);
    ASSERT_TRUE(feed_.begin_us(start));
    int i = 0;
    for (; i < 150; ++i) { // two seconds more than there is
        static_cast<void>(read(start + i * 20'000));
    }
    EXPECT_LT(level(out_), 100);
    for (int lost = 0; lost < 60; ++lost) {
        static_cast<void>(voice_.next());
    }
    fill(200);
    double loud = 0;
    for (; i < 180; ++i) {
        loud = read(start + i * 20'000);
    }
    EXPECT_GT(loud, 4'000);
    EXPECT_LE(std::abs(feed_.error_us()), 5'000);
}

TEST_F(LiveFeedTest, a_pause_of_the_speaker_is_as_long_here) {
    fill(50);
    packets_.put(voice_.next(2'000'000));
    fill(100);
    ASSERT_TRUE(feed_.begin_us(start));
    int silent = 0;
    for (int i = 0; i < 190; ++i) {
        silent += read(start + i * 20'000) < 100 ? 1 : 0;
    }
    EXPECT_NEAR(silent, 99, 6);
    EXPECT_LE(std::abs(feed_.error_us()), 5'000);
}

TEST_F(LiveFeedTest, memory_is_bounded_whatever_is_sent) {
    for (std::uint32_t i = 0; i < 5'000; ++i) {
        packets_.put({LiveFrameKind::packet, i, start + std::int64_t{i} * 20'000, "x"});
    }
    EXPECT_EQ(packets_.peek()->sequence, 5'000 - LivePackets::packets_max);
    packets_.put({LiveFrameKind::packet, 17, start, "again"});
    EXPECT_EQ(packets_.take(17), std::nullopt) << "what came before is not taken again";
}

} // namespace

} // namespace player
