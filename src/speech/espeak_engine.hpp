#pragma once

#include "speech/child_runner.hpp"
#include "speech/tts_engine.hpp"

#include <filesystem>

namespace speech {

/// espeak-ng as a child process: the offline voice that is always there. One short process per
/// sentence (about 10 ms). GPL-3: run, never linked.
class EspeakEngine final : public TtsEngine {
public:
    /// `speech.espeak_missing` when the program is not there. The runner must outlive this engine.
    [[nodiscard]] static base::Result<EspeakEngine>
    open(ChildRunner& runner, std::filesystem::path program = "/usr/bin/espeak-ng");

    [[nodiscard]] std::vector<Voice> voices() const override;
    [[nodiscard]] std::string version() const override { return version_; }
    [[nodiscard]] base::Result<Speech> synthesise(const SpeechRequest& request,
                                                  const std::stop_token& stop) override;

private:
    EspeakEngine(ChildRunner& runner, std::filesystem::path program, std::string version)
        : runner_(runner), program_(std::move(program)), version_(std::move(version)) {}

    ChildRunner& runner_;
    std::filesystem::path program_;
    std::string version_;
};

/// The voice for bulletins unless somebody chooses another.
inline constexpr std::string_view default_voice = "espeak-north";

} // namespace speech
