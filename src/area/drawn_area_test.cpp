// Goal: what people see inside a drawing is inside, what is beyond the unit is not, and a drawing
// that cannot be meant is refused by name. Method: known places, and the border of a unit.
#include "area/drawn_area.hpp"

#include <gtest/gtest.h>

namespace area {

namespace {

const Polygon square{{9.0, 105.0}, {9.0, 106.0}, {10.0, 106.0}, {10.0, 105.0}};
const AreaPath province({"91"});
const AreaPath commune({"91", "31069"});
const AreaPath neighbour({"91", "31072"});

TEST(DrawnArea, distances_are_those_of_the_map) {
    // Rạch Giá to Long Xuyên, 55 km; one degree of latitude, 111.2 km.
    EXPECT_NEAR(metres_between({10.0125, 105.0809}, {10.3864, 105.4352}), 56'900, 400);
    EXPECT_NEAR(metres_between({9, 105}, {10, 105}), 111'195, 5);
    EXPECT_DOUBLE_EQ(metres_between({9.5, 105.2}, {9.5, 105.2}), 0);
}

TEST(DrawnArea, a_polygon_holds_its_inside_its_edges_and_its_corners) {
    EXPECT_TRUE(contains(square, Point{9.5, 105.5}));
    EXPECT_TRUE(contains(square, Point{9.0, 105.5}));
    EXPECT_TRUE(contains(square, Point{10.0, 106.0}));
    EXPECT_FALSE(contains(square, Point{10.1, 105.5}));
    EXPECT_FALSE(contains(square, Point{9.5, 104.9}));
}

TEST(DrawnArea, a_bay_in_a_polygon_is_outside) {
    const Polygon bay{{0, 0}, {0, 4}, {4, 4}, {4, 3}, {1, 2}, {4, 1}, {4, 0}};
    EXPECT_TRUE(contains(bay, Point{0.5, 2}));
    EXPECT_FALSE(contains(bay, Point{3, 2}));
    EXPECT_TRUE(contains(bay, Point{3, 3.5}));
}

TEST(DrawnArea, a_drawing_ends_at_the_border_of_its_unit) {
    const DrawnArea drawn{.within = commune, .polygons = {square}};
    EXPECT_TRUE(drawn.contains(commune, Point{9.5, 105.5}));
    EXPECT_TRUE(drawn.contains(AreaPath({"91", "31069", "31069-01"}), Point{9.5, 105.5}));
    EXPECT_FALSE(drawn.contains(neighbour, Point{9.5, 105.5}));
    EXPECT_FALSE(drawn.contains(province, Point{9.5, 105.5}));
    EXPECT_FALSE(drawn.contains(commune, Point{8.9, 105.5}));
}

TEST(DrawnArea, what_has_no_position_stands_in_no_shape) {
    const DrawnArea drawn{.within = {}, .circles = {{{9.5, 105.5}, metres_max}}};
    EXPECT_TRUE(drawn.contains(commune, Point{9.5, 105.5}));
    EXPECT_FALSE(drawn.contains(commune, std::nullopt));
}

TEST(DrawnArea, any_of_its_shapes_is_enough) {
    const DrawnArea drawn{
        .within = province, .circles = {{{20, 105}, 1'000}}, .polygons = {square}};
    EXPECT_TRUE(drawn.contains(commune, Point{20.001, 105}));
    EXPECT_TRUE(drawn.contains(commune, Point{9.2, 105.1}));
    EXPECT_FALSE(drawn.contains(commune, Point{20.1, 105}));
}

TEST(DrawnArea, what_cannot_be_drawn_is_named) {
    const auto pointer = [](const DrawnArea& drawn) {
        const auto faults = faults_of(drawn);
        return faults.empty() ? std::string() : faults.front().pointer;
    };
    EXPECT_EQ(pointer({.circles = {{{9, 105}, 100}}, .polygons = {square}}), "");
    EXPECT_EQ(pointer({}), "/polygons");
    EXPECT_EQ(pointer({.circles = {{{9, 105}, 100}, {{9, 181}, 100}}}), "/circles/1");
    EXPECT_EQ(pointer({.circles = {{{9, 105}, metres_max + 1}}}), "/circles/0");
    EXPECT_EQ(pointer({.polygons = {square, {{9, 105}, {9, 106}}}}), "/polygons/1");
    EXPECT_EQ(pointer({.polygons = std::vector<Polygon>(shapes_max + 1, square)}), "/polygons");
}

} // namespace

} // namespace area
