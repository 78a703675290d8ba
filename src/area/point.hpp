#pragma once

namespace area {

/// A place on the globe in degrees, WGS 84.
struct Point {
    double latitude = 0;
    double longitude = 0;

    friend bool operator==(const Point&, const Point&) = default;
};

/// Along the ground, on a sphere: right within half a per cent.
[[nodiscard]] double metres_between(const Point& a, const Point& b);

} // namespace area
