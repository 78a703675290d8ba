#include "app/speech_part.hpp"

#include "base/try.hpp"
#include "media/sandbox_process.hpp"
#include "speech/speech_routes.hpp"

#include <fstream>

namespace app {

namespace {

/// About eight hours of speech at 22,050 Hz.
constexpr std::uint64_t cache_bytes_max = std::uint64_t{1'200} << 20U;

} // namespace

base::Result<std::unique_ptr<VoiceSet>> VoiceSet::open(const SpeechConfig& config) {
    TRY_ASSIGN(auto launcher, media::find_own_program("nguon-sandbox"));
    std::unique_ptr<VoiceSet> set(new VoiceSet(std::move(launcher)));
    TRY_ASSIGN(auto espeak, speech::EspeakEngine::open(set->children_));
    set->espeak_ = std::make_unique<speech::EspeakEngine>(std::move(espeak));
    set->voices_.add(*set->espeak_);
    TRY(set->add_neural(config));
    TRY(set->add_service(config));
    return set;
}

base::Result<void> VoiceSet::add_neural(const SpeechConfig& config) {
    if (config.neural_model.empty()) {
        return {};
    }
    TRY_ASSIGN(auto program, media::find_own_program("nguon-neural-voice"));
    TRY_ASSIGN(auto files,
               speech::find_voice_pack(config.neural_model, config.neural_library, program));
    TRY_ASSIGN(neural_, speech::NeuralEngine::open(children_, std::move(files)));
    voices_.add(*neural_);
    return {};
}

base::Result<void> VoiceSet::add_service(const SpeechConfig& config) {
    if (config.http_url.empty()) {
        return {};
    }
    speech::HttpEngineSettings settings;
    settings.url = config.http_url;
    settings.body = config.http_body.empty() ? settings.body : config.http_body;
    settings.headers = config.http_headers;
    settings.longest = std::chrono::seconds(config.http_seconds_max);
    if (!config.http_token_file.empty()) {
        std::ifstream file(config.http_token_file);
        std::string token;
        if (!std::getline(file, token) || token.empty()) {
            return base::fail(base::Fault::unavailable, "app.token_unreadable",
                              "Không đọc được tệp mã truy cập " + config.http_token_file.string() +
                                  " của dịch vụ đọc.",
                              "Cannot read the token file " + config.http_token_file.string() +
                                  " of the speech service.");
        }
        settings.headers.push_back("Authorization: Bearer " + token);
    }
    for (const std::string& line : config.http_voices) {
        TRY(speech::add_http_voice(settings, line));
    }
    service_ = std::make_unique<speech::HttpEngine>(std::move(settings));
    voices_.add(*service_);
    return {};
}

base::Result<std::unique_ptr<SpeechPart>> SpeechPart::open(Foundation& foundation) {
    TRY_ASSIGN(auto voices, VoiceSet::open(foundation.config().speech));
    return std::unique_ptr<SpeechPart>(new SpeechPart(foundation, std::move(voices)));
}

SpeechPart::SpeechPart(Foundation& foundation, std::unique_ptr<VoiceSet> voices)
    : foundation_(foundation), voices_(std::move(voices)),
      cache_(foundation.folders().speech_cache, cache_bytes_max),
      dictionary_(foundation.database()) {}

void SpeechPart::add_routes(http::Router& router) {
    speech::add_speech_routes(router, {dictionary_, voices_->voices(), cache_, foundation_.clock(),
                                       foundation_.random()});
}

} // namespace app
