#pragma once

#include "player/sound_output.hpp"

namespace player {

/// Takes everything in its time and makes no sound.
[[nodiscard]] std::unique_ptr<SoundOutput> make_null_output();

} // namespace player
