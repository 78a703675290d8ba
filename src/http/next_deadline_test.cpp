#include "http/next_deadline.hpp"

#include <gtest/gtest.h>

namespace http {

namespace {

using Time = NextDeadline::Time;
using std::chrono::seconds;

TEST(NextDeadline, without_a_deadline_it_is_never_time) {
    NextDeadline next;
    EXPECT_FALSE(next.take(Time() + std::chrono::hours(24 * 365)));
}

TEST(NextDeadline, it_is_time_at_the_soonest_and_not_before) {
    NextDeadline next;
    next.bring_forward(Time(seconds(30)));
    next.bring_forward(Time(seconds(10)));
    next.bring_forward(Time(seconds(20)));
    EXPECT_FALSE(next.take(Time(seconds(10)) - std::chrono::nanoseconds(1)));
    EXPECT_TRUE(next.take(Time(seconds(10))));
}

TEST(NextDeadline, once_taken_it_waits_for_what_the_connections_say_again) {
    NextDeadline next;
    next.bring_forward(Time(seconds(10)));
    ASSERT_TRUE(next.take(Time(seconds(11))));
    EXPECT_FALSE(next.take(Time(seconds(100))));
    next.bring_forward(Time(seconds(20)));
    EXPECT_TRUE(next.take(Time(seconds(20))));
}

} // namespace

} // namespace http
