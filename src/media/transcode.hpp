#pragma once

#include "base/result.hpp"
#include "media/media_file.hpp"
#include "media/rendition.hpp"

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>

namespace media {

struct RenderSettings {
    LoudnessTarget target;
    RenditionFormat format = RenditionFormat::opus;
    std::int32_t opus_bits_per_second =
        32'000; ///< 16 000 to 128 000; speech needs 24 000 to 64 000
    std::int64_t duration_ms_max = 4LL * 3600 * 1000;
    std::optional<SoundCut> cut; ///< only this part of the input, to the sample
};

/// What a file is, by its content.
struct AudioProbe {
    std::string container;        ///< ffmpeg's name, such as `mp3` or `mov,mp4,m4a,3gp,3g2,mj2`
    std::string codec;            ///< of the first audio stream
    std::int64_t duration_ms = 0; ///< 0: the container does not say
    int sample_rate = 0;
    int channels = 0;
};

/// A number from 0 to 1, on the calling thread.
using Progress = std::function<void(double)>;

/// Turns recordings into what devices play. Decoders run confined. Safe to call from several
/// threads; blocks.
class Transcoder {
public:
    virtual ~Transcoder() = default;
    /// `media.not_audio`, `media.broken`, `media.too_long`, `media.empty` say what is wrong with
    /// the file.
    [[nodiscard]] virtual base::Result<AudioProbe> probe(const std::filesystem::path& input,
                                                         std::stop_token stop) = 0;
    /// Measures the input, applies one gain and a true-peak limit, encodes, and measures what it
    /// made. The file appears in `directory` under its hash; on failure or cancellation
    /// (`media.cancelled`) nothing stays behind.
    [[nodiscard]] virtual base::Result<AudioRendition>
    render_for_devices(const std::filesystem::path& input, const std::filesystem::path& directory,
                       const RenderSettings& settings, const Progress& progress,
                       std::stop_token stop) = 0;
};

} // namespace media
