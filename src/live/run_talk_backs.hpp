#pragma once

#include "live/live_desk.hpp"

/// Use cases: an officer listens at a cluster, goes on listening, and has done.
namespace live {

struct NewTalkBack {
    DeviceId device;
    std::int64_t minutes = talk_back_minutes_default;
};

/// The device is asked for what its monitor hears. An older one of the same officer at the same
/// device ends. Refuses `live.bad_talk_back_minutes`, `live.no_such_cluster`, what `may_talk_back`
/// and `admit` refuse.
[[nodiscard]] base::Result<TalkBack> open_talk_back(LiveDesk& desk, const rights::Actor& actor,
                                                    const NewTalkBack& wanted);

/// For its owner alone, as long as it is remembered: `live.talk_back_not_found`.
[[nodiscard]] base::Result<TalkBacks::Running>
own_talk_back(LiveDesk& desk, const rights::Actor& actor, const SessionId& id);

/// The owner still listens, and may still. An ended one is given back as it ended.
[[nodiscard]] base::Result<TalkBacks::Running>
keep_talk_back(LiveDesk& desk, const rights::Actor& actor, const SessionId& id);

/// Ending an ended one again gives it back.
[[nodiscard]] base::Result<TalkBacks::Running>
stop_talk_back(LiveDesk& desk, const rights::Actor& actor, const SessionId& id);

/// Ends what is due. Call every half second.
void end_due_talk_backs(LiveDesk& desk);

} // namespace live
