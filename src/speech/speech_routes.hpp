#pragma once

#include "base/clock.hpp"
#include "base/random.hpp"
#include "http/router.hpp"
#include "speech/speech_cache.hpp"
#include "speech/speech_dictionary.hpp"
#include "speech/voices.hpp"

namespace speech {

/// What the routes need; all must outlive the router.
struct SpeechParts {
    SpeechDictionary& dictionary;
    const Voices& voices;
    SpeechCache& cache;
    const base::Clock& clock;
    base::Random& random;
};

/// `/api/v1/speech/…`: voices, readings word by word, previews, and the dictionary of each unit
/// (speech.openapi.yaml). Who reads bulletins of the area may use them; `write_dictionary` changes
/// words.
void add_speech_routes(http::Router& router, SpeechParts parts);

} // namespace speech
