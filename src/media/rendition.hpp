#pragma once

#include "base/hash.hpp"
#include "media/loudness.hpp"

#include <cstdint>
#include <filesystem>
#include <string>

namespace media {

enum class RenditionFormat : std::uint8_t {
    opus, ///< Ogg Opus, mono, for devices
    wav,  ///< PCM 16 bit, mono, 48 kHz
};

/// One item as devices play it. `file` belongs to whoever asked for it; its name is the hash.
struct AudioRendition {
    std::filesystem::path file;
    base::Sha256 sha256;
    std::uint64_t size_bytes = 0;
    std::int64_t duration_ms = 0;
    RenditionFormat format = RenditionFormat::opus;
    Loudness before;
    Loudness after; ///< measured on the decoded result, not computed
    WaveformPeaks peaks;
};

} // namespace media
