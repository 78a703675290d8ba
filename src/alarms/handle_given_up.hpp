#pragma once

#include "alarms/given_up_store.hpp"

namespace alarms {

// What people do with messages that were given up. All ask for manage_settings, which is the right
// over the contacts that the messages went to, at the area of the alarm.

/// Those of the areas of the actor. Refuses somebody who manages no settings anywhere.
[[nodiscard]] base::Result<std::vector<GivenUpNotice>>
given_up_notices(GivenUpNotices& store, const rights::Actor& actor,
                 const std::optional<NoticeId>& after, unsigned limit);

/// It is due at once and tried once. Somebody outside finds none (`alarms.no_such_notice`), as
/// when another has decided already.
[[nodiscard]] base::Result<void> send_notice_again(GivenUpNotices& store,
                                                   const rights::Actor& actor, const NoticeId& id);
/// It leaves the list for good. Refuses `alarms.reason_needed` besides.
[[nodiscard]] base::Result<void> discard_notice(GivenUpNotices& store, const rights::Actor& actor,
                                                const NoticeId& id, std::string_view reason);

} // namespace alarms
