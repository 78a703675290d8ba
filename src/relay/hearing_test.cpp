#include "relay/hearing.hpp"

#include <gtest/gtest.h>

namespace relay {

namespace {

constexpr base::Instant begin{1'780'272'000'000};

base::Instant at(std::int64_t ms) {
    return begin + base::Millis(ms);
}

/// Windows of one level, from the one that ends at `from + 100` on.
void sound(Hearing& hearing, std::int64_t from, std::int64_t windows, double level) {
    for (std::int64_t i = 1; i <= windows; ++i) {
        hearing.take(level, at(from + 100 * i));
    }
}

TEST(Hearing, nothing_is_heard_before_anything_came) {
    const Hearing hearing;
    EXPECT_FALSE(hearing.came_at());
    EXPECT_FALSE(hearing.heard_at());
    EXPECT_FALSE(hearing.sounding_since(at(0)));
}

TEST(Hearing, a_quiet_source_comes_but_is_not_heard) {
    Hearing hearing;
    sound(hearing, 0, 50, -60);
    EXPECT_EQ(hearing.came_at(), at(5'000));
    EXPECT_FALSE(hearing.heard_at());
}

TEST(Hearing, sound_is_heard_once_it_is_longer_than_a_click) {
    Hearing hearing;
    sound(hearing, 0, 2, -20);
    EXPECT_FALSE(hearing.heard_at());
    sound(hearing, 200, 1, -20);
    EXPECT_EQ(hearing.heard_at(), at(300));
    EXPECT_EQ(hearing.sounding_since(at(300)), at(300));
}

TEST(Hearing, clicks_in_a_silence_are_no_sound) {
    Hearing hearing;
    for (int i = 0; i < 40; ++i) {
        sound(hearing, i * 1'000, 2, -10);
        sound(hearing, i * 1'000 + 200, 8, -80);
    }
    EXPECT_FALSE(hearing.heard_at());
}

TEST(Hearing, between_the_limits_a_silence_stays_silent_and_a_sound_stays_a_sound) {
    Hearing quiet;
    sound(quiet, 0, 50, -47);
    EXPECT_FALSE(quiet.heard_at());
    Hearing loud;
    sound(loud, 0, 5, -20);
    sound(loud, 500, 50, -47);
    EXPECT_EQ(loud.heard_at(), at(5'500));
}

TEST(Hearing, the_limits_themselves_are_sound_above_and_no_silence_below) {
    Hearing hearing;
    sound(hearing, 0, 3, -45);
    EXPECT_EQ(hearing.heard_at(), at(300));
    sound(hearing, 300, 3, -50);
    EXPECT_EQ(hearing.heard_at(), at(600));
    sound(hearing, 600, 3, -50.1);
    EXPECT_EQ(hearing.heard_at(), at(600));
}

TEST(Hearing, a_pause_of_speech_does_not_end_the_sounding_and_a_longer_one_does) {
    Hearing hearing;
    sound(hearing, 0, 10, -20);
    sound(hearing, 1'000, 16, -80);
    sound(hearing, 2'600, 10, -20);
    EXPECT_EQ(hearing.sounding_since(at(3'600)), at(300)) << "1.9 s without sound";
    sound(hearing, 3'600, 19, -80);
    sound(hearing, 5'500, 10, -20);
    EXPECT_EQ(hearing.sounding_since(at(6'500)), at(5'800)) << "2.2 s without sound";
}

TEST(Hearing, what_has_stopped_does_not_sound_any_more) {
    Hearing hearing;
    sound(hearing, 0, 10, -20);
    EXPECT_TRUE(hearing.sounding_since(at(3'000)));
    EXPECT_FALSE(hearing.sounding_since(at(3'001)));
    EXPECT_EQ(hearing.heard_at(), at(1'000));
}

TEST(Hearing, a_hole_in_what_comes_ends_a_noise) {
    Hearing hearing;
    sound(hearing, 0, 2, -20);
    sound(hearing, 5'000, 2, -20);
    EXPECT_FALSE(hearing.heard_at()) << "two clicks, five seconds apart";
}

} // namespace

} // namespace relay
