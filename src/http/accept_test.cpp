#include "http/accept.hpp"

#include <gtest/gtest.h>

namespace http {

namespace {

TEST(Accept, weights_are_read_and_malformed_elements_skipped) {
    const auto elements = read_weighted("br;q=0.9, gzip ; q=1.0,, x;q=2, y;q=0.1234, z;q=a, *;Q=0");
    ASSERT_EQ(elements.size(), 3U);
    EXPECT_EQ(elements[0].value, "br");
    EXPECT_EQ(elements[0].weight, 900U);
    EXPECT_EQ(elements[1].weight, 1000U);
    EXPECT_EQ(elements[2].value, "*");
    EXPECT_EQ(elements[2].weight, 0U);
}

TEST(Accept, the_best_encoding_that_is_offered_is_chosen) {
    EXPECT_EQ(choose_encoding("gzip, br", {"br", "gzip"}), "br");
    EXPECT_EQ(choose_encoding("gzip, br;q=0.5", {"br", "gzip"}), "gzip");
    EXPECT_EQ(choose_encoding("*", {"br", "gzip"}), "br");
    EXPECT_EQ(choose_encoding("br;q=0, *;q=0.1", {"br", "gzip"}), "gzip");
    EXPECT_EQ(choose_encoding("deflate", {"br", "gzip"}), "");
    EXPECT_EQ(choose_encoding("", {"br", "gzip"}), "");
    EXPECT_EQ(choose_encoding("br", {}), "");
}

TEST(Accept, vietnamese_is_spoken_unless_english_is_preferred) {
    EXPECT_EQ(choose_language(""), Language::vi);
    EXPECT_EQ(choose_language("fr"), Language::vi);
    EXPECT_EQ(choose_language("vi-VN,vi;q=0.9,en;q=0.8"), Language::vi);
    EXPECT_EQ(choose_language("en-US,en;q=0.9"), Language::en);
    EXPECT_EQ(choose_language("en;q=0.5, vi;q=0.5"), Language::vi);
}

} // namespace

} // namespace http
