#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

namespace player {

/// Everything inside the device is one channel of signed 16-bit samples at this rate.
inline constexpr std::int64_t sample_rate = 48'000;
inline constexpr std::int64_t frames_per_ms = sample_rate / 1000;

/// The items of a run as one stream of samples without gaps: Ogg Opus files, decoded as they are
/// read. Of more than one channel the mean is taken. Used by one thread.
class OpusSource {
public:
    /// Opens the first file; the others are opened when their turn comes. Refuses
    /// `player.media_broken`.
    [[nodiscard]] static base::Result<OpusSource> open(std::vector<std::filesystem::path> files);
    ~OpusSource();
    OpusSource(OpusSource&&) noexcept;
    OpusSource& operator=(OpusSource&&) noexcept;

    /// Fills as much of `out` as there is; 0 at the end of the last file. Refuses
    /// `player.media_broken`.
    [[nodiscard]] base::Result<std::size_t> read(std::span<std::int16_t> out);
    /// From here on, reading begins at this frame of the whole stream. Past the end, reading gives
    /// 0.
    [[nodiscard]] base::Result<void> seek(std::int64_t frame);

private:
    struct State;
    explicit OpusSource(std::unique_ptr<State> state);

    std::unique_ptr<State> state_;
};

} // namespace player
