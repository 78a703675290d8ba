#include "storage/conditions.hpp"

#include <gtest/gtest.h>

namespace storage {

namespace {

TEST(Conditions, without_any_every_row_is_meant) {
    EXPECT_EQ(Conditions().text(), "1 = 1");
}

TEST(Conditions, parameters_are_numbered_as_they_come) {
    Conditions conditions;
    conditions.add("state = ?", "draft");
    conditions.add("at < ?", 5);
    conditions.add("dead = 0");
    EXPECT_EQ(conditions.text(), "state = $1 and at < $2 and dead = 0");
    EXPECT_EQ(conditions.parameter(7), "$3");
    EXPECT_EQ(conditions.parameters().size(), 3U);
}

TEST(Conditions, within_means_the_place_itself_and_below) {
    Conditions conditions;
    conditions.add_within("area", {"91", "92/1"});
    EXPECT_EQ(conditions.text(), "(area = $1 or area like $2 or area = $3 or area like $4)");
    EXPECT_EQ(std::get<std::string>(conditions.parameters()[1].value()), "91/%");
}

TEST(Conditions, the_whole_country_needs_no_condition_and_no_area_sees_nothing) {
    Conditions everything;
    everything.add_within("area", {"91", ""});
    EXPECT_EQ(everything.text(), "1 = 1");
    Conditions nothing;
    nothing.add_within("area", {});
    EXPECT_EQ(nothing.text(), "1 = 0");
}

} // namespace

} // namespace storage
