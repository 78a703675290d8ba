#pragma once

#include "player/opus_source.hpp"
#include "player/planned_run.hpp"

#include <memory>
#include <string>

namespace player {

/// One stretch of sound without interruption.
struct Stretch {
    RunId run;
    std::int64_t position_ms = 0; ///< of its first sample in the run
};

/// A loudspeaker, or what stands for one. Used by one thread, for one stretch after another: open,
/// write some, start, write the rest, close. Every failure is `player.output` (unavailable),
/// or `player.contact` behind relay contacts.
class SoundOutput {
public:
    virtual ~SoundOutput() = default;
    virtual base::Result<void> open(const Stretch& stretch) = 0;
    /// How many frames may be written ahead of what has sounded.
    [[nodiscard]] virtual std::int64_t frames_ahead() const = 0;
    virtual base::Result<void> write(std::span<const std::int16_t> frames) = 0;
    /// How many written frames have not sounded yet, by the loudspeaker's own clock; nothing where
    /// it has none of its own.
    [[nodiscard]] virtual std::optional<std::int64_t> frames_waiting() { return std::nullopt; }
    /// Sleeps until this instant of the system's clock, then lets the first frame out. Gives when
    /// that was, in microseconds since 1970.
    virtual base::Result<std::int64_t> start(base::Instant at) = 0;
    /// Ends the stretch: after everything written has sounded, or at once. Gives how many frames
    /// have sounded.
    virtual base::Result<std::int64_t> close(bool drain) = 0;
    /// How long before its first sample a stretch must be opened now, because something behind the
    /// output needs time to wake up. Any thread may ask.
    [[nodiscard]] virtual base::Millis warm_up() { return base::Millis(0); }
    /// What is known to be wrong behind the output, whether or not anything sounds. Any thread may
    /// ask.
    [[nodiscard]] virtual std::optional<base::Error> fault() { return std::nullopt; }
};

/// `wav:DIR`, `alsa:DEVICE` or `null`. Refuses `player.unknown_output`.
[[nodiscard]] base::Result<std::unique_ptr<SoundOutput>> make_sound_output(const std::string& name);

/// Sleeps to within the precision of the kernel's timer.
void sleep_until_system(base::Instant at);
[[nodiscard]] std::int64_t system_microseconds();

} // namespace player
