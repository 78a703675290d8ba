#include "area/drawn_area.hpp"

#include <algorithm>
#include <cmath>

namespace area {

namespace {

/// About a centimetre, in degrees: a corner that is drawn is also inside.
constexpr double touching = 1e-7;

bool on_globe(const Point& at) {
    return std::isfinite(at.latitude) && std::isfinite(at.longitude) &&
           std::abs(at.latitude) <= 90.0 && std::abs(at.longitude) <= 180.0;
}

bool on_edge(const Point& a, const Point& b, const Point& point) {
    const double along_x = b.longitude - a.longitude;
    const double along_y = b.latitude - a.latitude;
    const double to_x = point.longitude - a.longitude;
    const double to_y = point.latitude - a.latitude;
    const double length = std::hypot(along_x, along_y);
    if (length < touching) {
        return std::hypot(to_x, to_y) < touching;
    }
    const double aside = std::abs(along_x * to_y - along_y * to_x) / length;
    const double forward = (along_x * to_x + along_y * to_y) / length;
    return aside < touching && forward > -touching && forward < length + touching;
}

/// Does a ray from the point to the east cross the edge?
bool crosses(const Point& a, const Point& b, const Point& point) {
    if ((a.latitude > point.latitude) == (b.latitude > point.latitude)) {
        return false;
    }
    const double at = a.longitude + (point.latitude - a.latitude) / (b.latitude - a.latitude) *
                                        (b.longitude - a.longitude);
    return point.longitude < at;
}

} // namespace

bool contains(const Circle& circle, const Point& point) {
    return metres_between(circle.centre, point) <= circle.metres;
}

bool contains(const Polygon& polygon, const Point& point) {
    bool inside = false;
    for (std::size_t i = 0; i < polygon.size(); ++i) {
        const Point& a = polygon[i];
        const Point& b = polygon[(i + 1) % polygon.size()];
        if (on_edge(a, b, point)) {
            return true;
        }
        inside = crosses(a, b, point) ? !inside : inside;
    }
    return inside;
}

bool DrawnArea::contains(const AreaPath& place, const std::optional<Point>& position) const {
    const auto holds = [&](const auto& shape) { return area::contains(shape, *position); };
    return position && within.covers(place) &&
           (std::ranges::any_of(circles, holds) || std::ranges::any_of(polygons, holds));
}

std::vector<base::FieldError> faults_of(const std::vector<Circle>& circles,
                                        const std::vector<Polygon>& polygons) {
    std::vector<base::FieldError> faults;
    const auto wrong = [&](const std::string& pointer, const char* vi, const char* en) {
        faults.push_back({pointer, {vi, en}});
    };
    if (circles.size() + polygons.size() > shapes_max) {
        wrong("/polygons", "nhiều nhất 50 vùng", "at most 50 shapes");
        return faults;
    }
    for (std::size_t i = 0; i < circles.size(); ++i) {
        if (!on_globe(circles[i].centre) || circles[i].metres <= 0 ||
            circles[i].metres > metres_max) {
            wrong("/circles/" + std::to_string(i), "tọa độ hoặc bán kính sai",
                  "coordinates or radius are wrong");
        }
    }
    for (std::size_t i = 0; i < polygons.size(); ++i) {
        const Polygon& polygon = polygons[i];
        if (polygon.size() < 3 || polygon.size() > corners_max ||
            !std::ranges::all_of(polygon, on_globe)) {
            wrong("/polygons/" + std::to_string(i), "cần từ 3 đến 1.000 đỉnh có tọa độ đúng",
                  "needs 3 to 1,000 corners with good coordinates");
        }
    }
    return faults;
}

std::vector<base::FieldError> faults_of(const DrawnArea& drawn) {
    if (drawn.empty()) {
        return {{"/polygons", {"chưa vẽ vùng nào", "nothing is drawn"}}};
    }
    return faults_of(drawn.circles, drawn.polygons);
}

} // namespace area
