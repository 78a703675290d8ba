#pragma once

#include "live/live_session.hpp"
#include "live/talk_back.hpp"
#include "relay/source_chain.hpp"

#include <boost/describe.hpp>

/// The spelling of words in this folder's rows and JSON. For `.cpp` files only.
namespace live {

BOOST_DESCRIBE_ENUM(SourceKind, microphone, source, station, input)
BOOST_DESCRIBE_ENUM(SessionState, waiting, on_air, ended)
BOOST_DESCRIBE_ENUM(EndReason, by_owner, by_higher, time_limit, no_source, source_lost,
                    server_restarted, cancelled, emergency_over)
BOOST_DESCRIBE_ENUM(TalkBackEnd, by_owner, time_limit, not_kept, no_sound, sound_lost)

} // namespace live

namespace relay {

BOOST_DESCRIBE_ENUM(TurnWhy, started, silent, lost, returned, exhausted)

} // namespace relay
