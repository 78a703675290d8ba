#pragma once

#include "speech/tts_engine.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace speech {

// What the server and its child nguon-neural-voice say to each other over pipes. Both are of one
// build, so the form is plain: a request is a line "<rate> <text>\n"; a reply is a head of 8 bytes
// and the samples, or the text of a failure.

struct NeuralReplyHead {
    std::int32_t sample_rate = 0; ///< 0: a failure, and `count` bytes of English text follow
    std::uint32_t count = 0;      ///< samples of 16 bits
};
static_assert(sizeof(NeuralReplyHead) == 8);

inline constexpr std::uint32_t neural_samples_max = 64U << 20U;

} // namespace speech
