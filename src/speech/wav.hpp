#pragma once

#include "speech/tts_engine.hpp"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <string_view>

namespace speech {

/// Reads a RIFF WAVE file of 16-bit PCM; several channels are mixed to one. A length that the
/// header does not know (a stream) means: to the end. `speech.bad_sound` when it is something else.
[[nodiscard]] base::Result<Speech> parse_wav(std::string_view bytes);

/// The 44 bytes before `samples` mono samples.
[[nodiscard]] std::string wav_header(int sample_rate, std::uint64_t samples);

/// Writes a mono WAV file as the sound comes.
class WavWriter {
public:
    explicit WavWriter(std::filesystem::path path) : path_(std::move(path)) {}
    /// `speech.cannot_write` when the disk is full or the folder does not exist.
    [[nodiscard]] base::Result<void> write(int sample_rate, std::span<const std::int16_t> samples);
    /// Completes the header. Without it the file is not whole.
    [[nodiscard]] base::Result<void> finish();
    [[nodiscard]] std::uint64_t samples() const { return samples_; }

private:
    std::filesystem::path path_;
    std::ofstream file_;
    int sample_rate_ = 0;
    std::uint64_t samples_ = 0;
};

} // namespace speech
