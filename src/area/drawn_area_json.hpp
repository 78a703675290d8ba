#pragma once

#include "area/drawn_area.hpp"

#include <boost/describe/class.hpp>

/// How drawn places are written in JSON, in the API and in the database.
namespace area {

BOOST_DESCRIBE_STRUCT(Point, (), (latitude, longitude))
BOOST_DESCRIBE_STRUCT(Circle, (), (centre, metres))
BOOST_DESCRIBE_STRUCT(DrawnArea, (), (within, circles, polygons))

} // namespace area
