#pragma once

#include "speech/speech_word.hpp"

#include <boost/describe.hpp>

/// How words are spelled in JSON.
namespace speech {

BOOST_DESCRIBE_STRUCT(SpeechWord, (),
                      (id, area, written, spoken, match_case, whole_word, version, changed_at))

} // namespace speech
