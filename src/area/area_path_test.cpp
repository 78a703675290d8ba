#include "area/area_path.hpp"

#include <gtest/gtest.h>

namespace area {

namespace {

AreaPath path(std::string_view text) {
    return AreaPath::parse(text).value();
}

TEST(AreaPath, the_country_covers_everything_and_a_place_covers_itself) {
    EXPECT_TRUE(path("").covers(path("91/31069")));
    EXPECT_TRUE(path("91").covers(path("91/31069")));
    EXPECT_TRUE(path("91/31069").covers(path("91/31069")));
}

TEST(AreaPath, a_place_does_not_cover_its_parent_or_its_neighbour) {
    EXPECT_FALSE(path("91/31069").covers(path("91")));
    EXPECT_FALSE(path("91").covers(path("92/31069")));
    EXPECT_FALSE(path("9").covers(path("91")));
}

TEST(AreaPath, its_text_keeps_leading_zeros) {
    EXPECT_EQ(to_text(path("01/00004")), "01/00004");
}

TEST(AreaPath, malformed_texts_are_refused) {
    for (const char* text :
         {"/", "91/", "/91", "91//31069", "91/%", "a/b/c/d/e/f/g", "123456789012345678901"}) {
        EXPECT_FALSE(AreaPath::parse(text).has_value()) << text;
    }
}

} // namespace

} // namespace area
