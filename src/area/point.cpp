#include "area/point.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace area {

namespace {

constexpr double earth_radius_m = 6'371'008.8;

double radians(double degrees) {
    return degrees * std::numbers::pi / 180;
}

} // namespace

double metres_between(const Point& a, const Point& b) {
    const double half_latitude = radians(b.latitude - a.latitude) / 2;
    const double half_longitude = radians(b.longitude - a.longitude) / 2;
    const double chord = std::sin(half_latitude) * std::sin(half_latitude) +
                         std::cos(radians(a.latitude)) * std::cos(radians(b.latitude)) *
                             std::sin(half_longitude) * std::sin(half_longitude);
    return 2 * earth_radius_m * std::asin(std::min(1.0, std::sqrt(chord)));
}

} // namespace area
