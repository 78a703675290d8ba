#pragma once

#include "speech/speech_routes.hpp"

namespace speech {

/// The part of add_speech_routes about the dictionary: `/api/v1/speech/words`.
void add_speech_word_routes(http::Router& router, const SpeechParts& parts);

} // namespace speech
