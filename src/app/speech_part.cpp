#include "app/speech_part.hpp"

#include "base/try.hpp"
#include "speech/speech_routes.hpp"

namespace app {

namespace {

/// About eight hours of speech at 22,050 Hz.
constexpr std::uint64_t cache_bytes_max = std::uint64_t{1'200} << 20U;

} // namespace

base::Result<std::unique_ptr<VoiceSet>> VoiceSet::open(const SpeechConfig&) {
    std::unique_ptr<VoiceSet> set(new VoiceSet);
    TRY_ASSIGN(auto espeak, speech::EspeakEngine::open(set->children_));
    set->espeak_ = std::make_unique<speech::EspeakEngine>(std::move(espeak));
    set->voices_.add(*set->espeak_);
    return set;
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
