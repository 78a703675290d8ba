#pragma once

#include "live/live_session.hpp"
#include "relay/source_chain.hpp"

#include <boost/describe.hpp>

/// The spelling of words in this folder's rows and JSON. For `.cpp` files only.
namespace live {

BOOST_DESCRIBE_ENUM(SourceKind, microphone, source, station, input)
BOOST_DESCRIBE_ENUM(SessionState, waiting, on_air, ended)
BOOST_DESCRIBE_ENUM(EndReason, by_owner, by_higher, time_limit, no_source, source_lost,
                    server_restarted)

} // namespace live

namespace relay {

BOOST_DESCRIBE_ENUM(TurnWhy, started, silent, lost, returned, exhausted)

} // namespace relay
