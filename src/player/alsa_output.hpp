#pragma once

#include "player/sound_output.hpp"

namespace player {

/// A sound card by its ALSA name (`default`, `plughw:0`, `null`). The card's buffer is filled
/// before the start, so that the first sample needs no decoding any more when its instant comes.
[[nodiscard]] std::unique_ptr<SoundOutput> make_alsa_output(const std::string& device);

} // namespace player
