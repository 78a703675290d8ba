#pragma once

#include "media/sandbox.hpp"
#include "media/transcode.hpp"

namespace media {

struct FfmpegPrograms {
    std::filesystem::path ffmpeg;
    std::filesystem::path ffprobe;

    /// Those of the system.
    [[nodiscard]] static base::Result<FfmpegPrograms> find();
};

/// The transcoder that runs ffmpeg in the sandbox. Loudness is measured in this process, on plain
/// samples.
class FfmpegTranscoder final : public Transcoder {
public:
    /// The sandbox must outlive this transcoder.
    FfmpegTranscoder(Sandbox& sandbox, FfmpegPrograms programs)
        : sandbox_(sandbox), programs_(std::move(programs)) {}

    [[nodiscard]] base::Result<AudioProbe> probe(const std::filesystem::path& input,
                                                 std::stop_token stop) override;
    [[nodiscard]] base::Result<AudioRendition>
    render_for_devices(const std::filesystem::path& input, const std::filesystem::path& directory,
                       const RenderSettings& settings, const Progress& progress,
                       std::stop_token stop) override;

private:
    Sandbox& sandbox_;
    FfmpegPrograms programs_;
};

} // namespace media
