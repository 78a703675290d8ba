#pragma once

#include "area/village.hpp"

#include <boost/describe.hpp>

/// How villages are spelled in JSON and in SQL.
namespace area {

BOOST_DESCRIBE_ENUM(VillageKind, thon, ap, ban, buon, lang, khom, khu_pho, to_dan_pho, other)
BOOST_DESCRIBE_STRUCT(VillageText, (), (kind, name, population, households))
BOOST_DESCRIBE_STRUCT(Village, (),
                      (code, commune, kind, name, population, households, version, changed_at))

} // namespace area
