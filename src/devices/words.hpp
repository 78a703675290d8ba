#pragma once

#include "devices/device.hpp"
#include "devices/presence.hpp"

#include <boost/describe.hpp>

/// The spelling of this folder's words in rows and JSON.
namespace devices {

BOOST_DESCRIBE_ENUM(DeviceKind, cluster, integration_box, board)
BOOST_DESCRIBE_ENUM(DeviceState, registered, claimed, revoked)
BOOST_DESCRIBE_ENUM(PowerSource, grid, solar, battery)
BOOST_DESCRIBE_ENUM(Line, never, unknown, up, down)
BOOST_DESCRIBE_ENUM(Condition, never_seen, connecting, online, playing, silent_able, silent_dead,
                    unknown, revoked)
BOOST_DESCRIBE_STRUCT(VolumeStep, (), (from, percent))
BOOST_DESCRIBE_STRUCT(DesiredVolume, (), (steps, emergency_percent_min))

} // namespace devices
