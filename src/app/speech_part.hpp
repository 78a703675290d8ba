#pragma once

#include "app/confined_children.hpp"
#include "app/foundation.hpp"
#include "speech/espeak_engine.hpp"
#include "speech/http_engine.hpp"
#include "speech/neural_engine.hpp"
#include "speech/speech_cache_files.hpp"
#include "speech/speech_dictionary_sql.hpp"
#include "speech/voices.hpp"

#include <memory>

namespace http {
class Router;
}

namespace app {

/// The voices that a configuration gives; for the server and for `nguon speech`.
class VoiceSet {
public:
    /// `media.program_missing` without the sandbox's launcher; `speech.espeak_missing` when the
    /// offline voice is not installed; `speech.voice_files`, `speech.bad_voice_line` or
    /// `app.token_unreadable` when a configured voice cannot be had.
    [[nodiscard]] static base::Result<std::unique_ptr<VoiceSet>> open(const SpeechConfig& config);
    VoiceSet(const VoiceSet&) = delete;
    VoiceSet& operator=(const VoiceSet&) = delete;

    [[nodiscard]] const speech::Voices& voices() const { return voices_; }

private:
    explicit VoiceSet(std::filesystem::path launcher) : children_(std::move(launcher)) {}
    base::Result<void> add_neural(const SpeechConfig& config);
    base::Result<void> add_service(const SpeechConfig& config);

    ConfinedChildren children_;
    std::unique_ptr<speech::EspeakEngine> espeak_;
    std::unique_ptr<speech::NeuralEngine> neural_;
    std::unique_ptr<speech::HttpEngine> service_;
    speech::Voices voices_;
};

/// Speech of the running server: voices, the cache of spoken parts, the units' dictionaries.
class SpeechPart {
public:
    /// The foundation must outlive the part.
    [[nodiscard]] static base::Result<std::unique_ptr<SpeechPart>> open(Foundation& foundation);
    SpeechPart(const SpeechPart&) = delete;
    SpeechPart& operator=(const SpeechPart&) = delete;

    void add_routes(http::Router& router);
    [[nodiscard]] const speech::Voices& voices() const { return voices_->voices(); }
    [[nodiscard]] speech::SpeechCache& cache() { return cache_; }
    [[nodiscard]] speech::SpeechDictionary& dictionary() { return dictionary_; }

private:
    SpeechPart(Foundation& foundation, std::unique_ptr<VoiceSet> voices);

    Foundation& foundation_;
    std::unique_ptr<VoiceSet> voices_;
    speech::SpeechCacheFiles cache_;
    speech::SpeechDictionarySql dictionary_;
};

} // namespace app
