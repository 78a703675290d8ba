#pragma once

#include "broadcast/why.hpp"
#include "device_protocol/messages_described.hpp"

#include <boost/describe.hpp>

/// The spelling of words and structs in this folder's rows and JSON. For `.cpp` files only.
namespace broadcast {

BOOST_DESCRIBE_ENUM(RunNoteCode, joined_late, taken_up, server_restarted, station_lost)
BOOST_DESCRIBE_ENUM(RunKind, broadcast, emergency, exercise)
BOOST_DESCRIBE_ENUM(DeliveryState, planned, sent, received, playing, done, failed, silent, expired,
                    refused)

} // namespace broadcast
