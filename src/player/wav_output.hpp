#pragma once

#include "player/sound_output.hpp"

namespace player {

/// A loudspeaker for tests and demonstrations: one WAV file per stretch in `folder`, and
/// `played.jsonl` with a line when its first sample left (`first_sample_us`, microseconds since
/// 1970) and a line when it ended (`frames`). A file holds only what has sounded by then, so it is
/// right after a sudden end too.
[[nodiscard]] std::unique_ptr<SoundOutput> make_wav_output(const std::string& folder);

} // namespace player
