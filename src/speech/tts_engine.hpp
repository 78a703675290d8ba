#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace speech {

/// A voice that an engine can speak with.
struct Voice {
    std::string id;         ///< unique in the installation: "vi-bac", "neural-vais"
    std::string name;       ///< for people: "Giọng Bắc"
    std::string region;     ///< "north", "central", "south" or empty
    std::string engine;     ///< "espeak", "neural", "http"
    std::string warning_vi; ///< why an officer should think twice; empty for a good voice
    std::string warning_en;
};

/// Mono 16-bit PCM.
struct Speech {
    int sample_rate = 0;
    std::vector<std::int16_t> samples;
};

struct SpeechRequest {
    std::string voice;
    std::string text;  ///< normalised: words and pauses only
    double rate = 1.0; ///< 0.5 to 2.0; 1.0 is the voice's own pace
};

inline constexpr double rate_min = 0.5;
inline constexpr double rate_max = 2.0;

/// The refusal for a voice that no engine has.
[[nodiscard]] base::Error unknown_voice(std::string_view voice);

/// Turns one normalised sentence into sound. Called from several threads at once. Failures:
/// `not_found` for an unknown voice, `unavailable` when the engine cannot work now (missing
/// program, dead child, no answer).
class TtsEngine {
public:
    virtual ~TtsEngine() = default;
    [[nodiscard]] virtual std::vector<Voice> voices() const = 0;
    /// Changes whenever the same request would sound different; part of the key of the cache.
    [[nodiscard]] virtual std::string version() const = 0;
    [[nodiscard]] virtual base::Result<Speech> synthesise(const SpeechRequest& request,
                                                          const std::stop_token& stop) = 0;
};

} // namespace speech
