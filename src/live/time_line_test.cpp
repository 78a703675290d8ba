// The time line against sources that behave as real ones do: in bursts, with clocks that run wrong,
// with pauses. Everything in microseconds.
#include "live/time_line.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <vector>

namespace live {

namespace {

constexpr std::int64_t packet = 20'000;
constexpr std::int64_t delay = 1'600'000;
constexpr std::int64_t start = 1'780'000'000'000'000;

struct Placed {
    std::int64_t captured = 0;
    std::int64_t instant = 0;
};

/// `burst` packets arrive together, the last one as it is captured. The source's clock is off by
/// `parts_per_million`.
std::vector<Placed> run(TimeLine& line, std::int64_t packets, std::int64_t burst,
                        std::int64_t parts_per_million = 0, std::int64_t from = 0,
                        std::int64_t begin = start) {
    std::vector<Placed> placed;
    const auto captured = [&](std::int64_t position) {
        return begin + position * packet + position * packet * parts_per_million / 1'000'000;
    };
    for (std::int64_t first = from; first < from + packets; first += burst) {
        line.observe(first + burst - 1, captured(first + burst - 1));
        for (std::int64_t position = first; position < first + burst; ++position) {
            if (const auto instant = line.place(position)) {
                placed.push_back({captured(position), *instant});
            }
        }
    }
    return placed;
}

void expect_rising(const std::vector<Placed>& placed) {
    for (std::size_t i = 1; i < placed.size(); ++i) {
        ASSERT_GT(placed[i].instant, placed[i - 1].instant);
    }
}

TEST(TimeLine, a_steady_source_sounds_one_delay_after_its_capture) {
    TimeLine line(delay);
    for (const Placed& one : run(line, 500, 1)) {
        EXPECT_EQ(one.instant - one.captured, delay);
    }
}

TEST(TimeLine, pages_of_a_second_sound_one_delay_after_their_capture_too) {
    TimeLine line(delay);
    const auto placed = run(line, 3'000, 50);
    ASSERT_EQ(placed.size(), 3'000U);
    for (const Placed& one : placed) {
        EXPECT_EQ(one.instant - one.captured, delay);
    }
}

TEST(TimeLine, a_clock_that_runs_wrong_is_followed_without_a_jump) {
    for (const std::int64_t off : {-200, 200}) {
        TimeLine line(delay);
        const auto placed = run(line, 90'000, 50, off); // half an hour: 360 ms of drift
        ASSERT_EQ(placed.size(), 90'000U);
        for (std::size_t i = 1; i < placed.size(); ++i) {
            const std::int64_t step = placed[i].instant - placed[i - 1].instant;
            ASSERT_LE(std::abs(step - packet), 100) << "packet " << i;
        }
        EXPECT_LE(std::abs(placed.back().instant - placed.back().captured - delay), 5'000);
    }
}

TEST(TimeLine, one_late_arrival_changes_nothing) {
    TimeLine line(delay);
    run(line, 500, 1);
    line.observe(500, start + 500 * packet + 300'000);
    EXPECT_EQ(line.place(500), start + 500 * packet + delay);
}

TEST(TimeLine, after_a_pause_the_rest_is_moved_at_once) {
    TimeLine line(delay);
    run(line, 500, 1);
    const std::int64_t pause = 5'000'000;
    const auto placed = run(line, 500, 1, 0, 500, start + pause);
    ASSERT_EQ(placed.size(), 500U);
    EXPECT_EQ(placed.front().instant - placed.front().captured, delay);
    expect_rising(placed);
}

TEST(TimeLine, what_a_source_held_back_is_left_out_instead_of_making_everybody_late) {
    TimeLine line(delay);
    run(line, 500, 1);
    // Four seconds arrive at once, four seconds late, then the present goes on.
    const auto placed = run(line, 200, 200, 0, 500);
    const auto after = run(line, 200, 1, 0, 700);
    expect_rising(placed);
    ASSERT_EQ(after.size(), 200U);
    EXPECT_EQ(after.back().instant - after.back().captured, delay);
}

TEST(TimeLine, a_new_source_begins_where_it_is_and_never_before_the_old_one) {
    TimeLine line(delay);
    const auto before = run(line, 100, 1);
    line.restart();
    const auto after = run(line, 100, 1, 0, 0, start + 90 * packet);
    ASSERT_FALSE(after.empty());
    EXPECT_GT(after.front().instant, before.back().instant);
    expect_rising(after);
}

} // namespace

} // namespace live
