#pragma once

#include "content/bulletin_json.hpp"
#include "schedule/miss.hpp"

namespace schedule {

BOOST_DESCRIBE_ENUM(MissCause, not_received, quiet_hours, displaced, too_late, broken)
BOOST_DESCRIBE_ENUM(MissVerdict, dropped, carried, made_up, asked)
BOOST_DESCRIBE_STRUCT(MissedRun, (),
                      (id, programme, bulletin, title, area, nominal_at, cause, devices, verdict,
                       slot, make_up, not_after, message_vi, message_en, answered_by, answered_at,
                       found_at, version))

} // namespace schedule
