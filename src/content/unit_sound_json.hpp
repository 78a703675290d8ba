#pragma once

#include "content/bulletin_json.hpp"
#include "content/unit_sound.hpp"

namespace content {

BOOST_DESCRIBE_ENUM(ChimeChoice, inherited, none, own)
BOOST_DESCRIBE_STRUCT(Chime, (), (title, file))
BOOST_DESCRIBE_STRUCT(UnitSound, (),
                      (area, voice, pace_percent, chime_choice, chime, changed_by, changed_at,
                       version))
BOOST_DESCRIBE_STRUCT(SoundInForce, (),
                      (voice, voice_from, pace_percent, pace_from, chime, chime_from))

} // namespace content
