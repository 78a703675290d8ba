#pragma once

#include "speech/normalize/normalize.hpp"
#include "speech/speech_cache.hpp"
#include "speech/tts_engine.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace speech {

/// Silence between the parts of a text, in milliseconds. Commas are the engine's own.
struct Pauses {
    int clause_ms = 250;
    int sentence_ms = 450;
    int paragraph_ms = 800;
    int heading_ms = 1000;
};

struct SpeakOptions {
    std::string voice;
    double rate = 1.0;
    Pauses pauses;
    unsigned parallel = 2;            ///< sentences synthesised at once
    std::size_t part_bytes_max = 360; ///< a longer sentence is cut at a semicolon or comma
};

/// What is given to the engine at once, and the silence after it.
struct SpeechPart {
    std::string text;
    int pause_ms = 0;
    bool ends_sentence = true; ///< false: a long sentence goes on in the next part

    friend bool operator==(const SpeechPart&, const SpeechPart&) = default;
};

/// Pure: where a reading is cut.
[[nodiscard]] std::vector<SpeechPart> cut_into_parts(const Reading& reading,
                                                     const SpeakOptions& options);
/// Pure: how many sentences these parts are; what progress counts.
[[nodiscard]] std::size_t count_sentences(const std::vector<SpeechPart>& parts);

/// Gets the sound in order, as soon as each part is ready; on the calling thread. A failure ends
/// the speaking.
using SpeechSink =
    std::function<base::Result<void>(int sample_rate, std::span<const std::int16_t>)>;
/// Sentences handed over, sentences in all; on the calling thread.
using SpeechProgress = std::function<void(std::size_t done, std::size_t total)>;

struct SpeechSummary {
    std::size_t parts = 0;
    std::size_t from_cache = 0;
    std::uint64_t samples = 0;
    int sample_rate = 0;
    std::vector<std::uint64_t> sentence_starts; ///< sample at which each sentence begins
};

/// The refusal for a reading without words.
[[nodiscard]] base::Error nothing_to_say();

/// Synthesises a reading: parts in parallel, from the cache where possible, handed to the sink in
/// order with natural pauses. At most `parallel` engine calls run and twice as many parts wait, so
/// memory stays small. Blocks. Fails with `speech.nothing_to_say` for a reading without words,
/// `speech.cancelled`, or the engine's failure; by then no engine call runs any more.
[[nodiscard]] base::Result<SpeechSummary>
speak(const Reading& reading, TtsEngine& engine, SpeechCache& cache, const SpeakOptions& options,
      const SpeechSink& sink, const SpeechProgress& progress, const std::stop_token& stop);

} // namespace speech
