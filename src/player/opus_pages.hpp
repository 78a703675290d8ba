#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace player {

/// Frames of one packet: 20 ms.
inline constexpr std::size_t capture_frames = 960;

/// Samples to Ogg Opus (RFC 7845) in pages of a tenth of a second, so that little waits. Used by
/// one thread.
class OpusPages {
public:
    OpusPages();
    ~OpusPages();
    OpusPages(const OpusPages&) = delete;
    OpusPages& operator=(const OpusPages&) = delete;

    /// Before everything else.
    [[nodiscard]] std::string head();
    /// `capture_frames` samples; a page whenever one is full.
    [[nodiscard]] std::optional<std::string> add(std::span<const std::int16_t> frames);

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace player
