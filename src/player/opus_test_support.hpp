#pragma once

#include <cmath>
#include <filesystem>
#include <numbers>
#include <opusenc.h>
#include <stdexcept>
#include <vector>

namespace player {

/// Writes an Ogg Opus file with a sine of this pitch and length, one channel, 48 kHz.
inline void write_tone(const std::filesystem::path& path, double hertz, int milliseconds) {
    std::vector<opus_int16> samples(static_cast<std::size_t>(milliseconds) * 48);
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const double phase = 2 * std::numbers::pi * hertz * static_cast<double>(i) / 48'000.0;
        samples[i] = static_cast<opus_int16>(8000 * std::sin(phase));
    }
    OggOpusComments* comments = ope_comments_create();
    int error = OPE_OK;
    OggOpusEnc* encoder = ope_encoder_create_file(path.c_str(), comments, 48'000, 1, 0, &error);
    if (error != OPE_OK) {
        throw std::runtime_error("cannot write an Opus file");
    }
    ope_encoder_write(encoder, samples.data(), static_cast<int>(samples.size()));
    ope_encoder_drain(encoder);
    ope_encoder_destroy(encoder);
    ope_comments_destroy(comments);
}

} // namespace player
