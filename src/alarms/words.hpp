#pragma once

#include "alarms/notice.hpp"
#include "json/described.hpp"

/// The words of this folder as they are stored and sent. For its `*_sql.cpp`, `*_json.cpp` and
/// `*_routes.cpp`.
namespace alarms {

BOOST_DESCRIBE_ENUM(AlarmKind, silent, commanded_silent, sounding_unasked, clock_wrong, store_full,
                    sound_fault, sim_ending, mains_lost, relay_lost, sends_too_much)
BOOST_DESCRIBE_ENUM(AlarmState, open, acknowledged, cleared)
BOOST_DESCRIBE_ENUM(Happening, raised, escalated, cleared)
BOOST_DESCRIBE_ENUM(Channel, email, web_hook)

} // namespace alarms
