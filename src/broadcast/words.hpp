#pragma once

#include "broadcast/delivery.hpp"

#include <boost/describe.hpp>

/// The spelling of words and structs in this folder's rows and JSON. For `.cpp` files only.
namespace device_protocol {

BOOST_DESCRIBE_ENUM(BroadcastClass, ordinary, priority, emergency)
BOOST_DESCRIBE_ENUM(Outcome, played, partial, preempted, stopped, missed, failed)
BOOST_DESCRIBE_STRUCT(PlayedPart, (), (at, position_ms, ms))

} // namespace device_protocol

namespace broadcast {

BOOST_DESCRIBE_ENUM(DeliveryState, planned, sent, received, playing, done, failed, silent, expired,
                    refused)

} // namespace broadcast
