#include "http/range.hpp"

#include <gtest/gtest.h>

namespace http {

namespace {

void expect_part(std::string_view header, std::uint64_t size, ByteRange expected) {
    const RangeAnswer answer = read_range(header, size);
    EXPECT_EQ(answer.outcome, RangeOutcome::part) << header;
    EXPECT_EQ(answer.range, expected) << header;
}

TEST(Range, one_range_gives_its_bytes) {
    expect_part("bytes=0-0", 10, {0, 1});
    expect_part("bytes=2-5", 10, {2, 4});
    expect_part("bytes=5-", 10, {5, 5});
    expect_part("bytes=-3", 10, {7, 3});
}

TEST(Range, what_goes_beyond_the_end_is_cut) {
    expect_part("bytes=5-100", 10, {5, 5});
    expect_part("bytes=-100", 10, {0, 10});
    expect_part("bytes=0-99999999999999999999999", 10, {0, 10});
    expect_part("bytes=-99999999999999999999999", 10, {0, 10});
}

TEST(Range, what_begins_beyond_the_end_cannot_be_satisfied) {
    for (const char* header :
         {"bytes=10-", "bytes=10-20", "bytes=99999999999999999999999-", "bytes=-0"}) {
        EXPECT_EQ(read_range(header, 10).outcome, RangeOutcome::unsatisfiable) << header;
    }
    EXPECT_EQ(read_range("bytes=0-", 0).outcome, RangeOutcome::unsatisfiable);
    EXPECT_EQ(read_range("bytes=-1", 0).outcome, RangeOutcome::unsatisfiable);
}

TEST(Range, anything_else_is_ignored) {
    for (const char* header :
         {"", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=1-a", "bytes=5-2", "bytes=0-1,3-4",
          "lines=0-1", "bytes= 0-1", "bytes=+1-2", "bytes=--1"}) {
        EXPECT_EQ(read_range(header, 10).outcome, RangeOutcome::whole) << header;
    }
}

} // namespace

} // namespace http
