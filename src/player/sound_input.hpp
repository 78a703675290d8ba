#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace player {

/// A line input, a tuner, or what stands for one: mono at 48 kHz, from now on, as long as it is
/// open. Used by one thread. Every failure is `player.input` (unavailable).
class SoundInput {
public:
    virtual ~SoundInput() = default;
    virtual base::Result<void> open() = 0;
    /// Fills all of `frames`; waits until they have been captured, at most a few seconds.
    virtual base::Result<void> read(std::span<std::int16_t> frames) = 0;
    virtual void close() = 0;
};

/// `alsa:DEVICE`; `command:PROGRAM ARGUMENTS`, which writes 16-bit samples to its standard output,
/// such as rtl_fm; `wav:FILE`. Refuses `player.unknown_input`.
[[nodiscard]] base::Result<std::unique_ptr<SoundInput>> make_sound_input(const std::string& name);

[[nodiscard]] std::unique_ptr<SoundInput> make_alsa_input(const std::string& device);
[[nodiscard]] std::unique_ptr<SoundInput> make_command_input(const std::string& command_line);
/// The file again and again, its first sample at instants that are multiples of its length since
/// 1970: so whoever hears it knows how late it comes.
[[nodiscard]] std::unique_ptr<SoundInput> make_wav_input(const std::string& file);

[[nodiscard]] base::Failure input_failure(const std::string& input, const std::string& reason);

} // namespace player
