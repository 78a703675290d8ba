#pragma once

#include "identity/user.hpp"

#include <boost/describe/enum.hpp>

/// How the words of this folder are spelled in JSON and in SQL.
namespace identity {

BOOST_DESCRIBE_ENUM(UnitKind, culture_office, service_centre, committee_office, economy_office,
                    department, police, telecom, other)
BOOST_DESCRIBE_ENUM(UserState, active, disabled)

} // namespace identity
