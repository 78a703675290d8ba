#pragma once

#include "area/area_path.hpp"
#include "area/point.hpp"
#include "base/error.hpp"

#include <cstdint>
#include <optional>
#include <vector>

/// Pure: places that were drawn on a map and what stands in them.
namespace area {

struct Circle {
    Point centre;
    std::int32_t metres = 0;

    friend bool operator==(const Circle&, const Circle&) = default;
};

/// The last corner joins the first.
using Polygon = std::vector<Point>;

/// The part of a unit's area that lies in any of the shapes. A shape that crosses the border ends
/// at it: whoever may speak in the unit may speak in every part of it, and in nothing more, also
/// when a device is set up there later.
struct DrawnArea {
    AreaPath within;
    std::vector<Circle> circles;
    std::vector<Polygon> polygons;

    friend bool operator==(const DrawnArea&, const DrawnArea&) = default;
    [[nodiscard]] bool empty() const { return circles.empty() && polygons.empty(); }
    /// What has no position stands in no shape.
    [[nodiscard]] bool contains(const AreaPath& place, const std::optional<Point>& position) const;
};

inline constexpr std::int32_t metres_max = 500'000;
inline constexpr std::size_t shapes_max = 50;
inline constexpr std::size_t corners_max = 1'000;

[[nodiscard]] bool contains(const Circle& circle, const Point& point);
/// Corners and edges belong to it. Not for areas around a pole or across the date line.
[[nodiscard]] bool contains(const Polygon& polygon, const Point& point);

/// What is wrong with the shapes, with pointers below whatever holds the two lists: coordinates off
/// the globe, no distance, fewer than three corners, too many of anything. Empty when all is right.
[[nodiscard]] std::vector<base::FieldError> faults_of(const std::vector<Circle>& circles,
                                                      const std::vector<Polygon>& polygons);
/// The same, and that something is drawn at all.
[[nodiscard]] std::vector<base::FieldError> faults_of(const DrawnArea& drawn);

} // namespace area
