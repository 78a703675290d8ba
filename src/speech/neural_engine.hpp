#pragma once

#include "speech/child_runner.hpp"
#include "speech/tts_engine.hpp"

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>

namespace speech {

/// A voice pack of the operator: a VITS or Piper model with its tokens. Weights are not shipped.
struct NeuralVoiceFiles {
    std::filesystem::path program;  ///< nguon-neural-voice
    std::filesystem::path library;  ///< libsherpa-onnx-c-api.so, beside its libonnxruntime.so
    std::filesystem::path model;    ///< .onnx
    std::filesystem::path tokens;   ///< tokens.txt
    std::filesystem::path data_dir; ///< espeak-ng-data, for Piper models; else empty
    int speaker = 0;
    Voice voice; ///< as it is shown: id, name, region
};

/// The files of a voice pack as they are published for sherpa-onnx: one .onnx, tokens.txt, and
/// espeak-ng-data for Piper models. The voice is called `neural-` and the name of the model.
/// `speech.voice_files` names what is missing.
[[nodiscard]] base::Result<NeuralVoiceFiles> find_voice_pack(const std::filesystem::path& folder,
                                                             std::filesystem::path library,
                                                             std::filesystem::path program);

/// A neural voice in a child process that holds the model. One sentence at a time; others wait. A
/// child that crashed, hung or was cancelled is replaced at the next sentence.
class NeuralEngine final : public TtsEngine {
public:
    /// `speech.voice_files` when a file is missing. The model is loaded at the first sentence. The
    /// runner must outlive the engine.
    [[nodiscard]] static base::Result<std::unique_ptr<NeuralEngine>> open(ChildRunner& runner,
                                                                          NeuralVoiceFiles files);

    [[nodiscard]] std::vector<Voice> voices() const override { return {files_.voice}; }
    [[nodiscard]] std::string version() const override { return version_; }
    [[nodiscard]] base::Result<Speech> synthesise(const SpeechRequest& request,
                                                  const std::stop_token& stop) override;

private:
    NeuralEngine(ChildRunner& runner, NeuralVoiceFiles files, std::string version)
        : runner_(runner), files_(std::move(files)), version_(std::move(version)) {}
    base::Result<TalkingChild> start(const std::stop_token& stop) const;
    base::Result<Speech> ask(TalkingChild& child, const SpeechRequest& request,
                             const std::stop_token& stop) const;

    ChildRunner& runner_;
    NeuralVoiceFiles files_;
    std::string version_;
    std::mutex mutex_; ///< guards child_
    std::optional<TalkingChild> child_;
};

} // namespace speech
