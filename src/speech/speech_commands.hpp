#pragma once

#include "speech/normalize/dictionary.hpp"
#include "speech/normalize/normalize.hpp"
#include "speech/speech_cache.hpp"
#include "speech/voices.hpp"

#include <filesystem>
#include <functional>
#include <iosfwd>
#include <stop_token>
#include <string>

// What `nguon speech …` does, apart from reading its arguments. Exit status: 0 done, 1 failed with
// a message on `errors`.

namespace speech {

struct NormalizeCommand {
    Dictionary dictionary;
    ReadingOptions options;
    /// Take all lines as one document: lines broken in mid-sentence are read together, and the
    /// words come out on the line on which they begin. Otherwise every line stands for itself.
    bool document = false;
};

/// One line in, one line out; a blank line stays a blank line.
int run_speech_normalize(const NormalizeCommand& command, std::istream& in, std::ostream& out,
                         std::ostream& errors);

/// Brings a WAV file to the loudness for devices and writes it in the format of `out`'s ending.
/// Given by the program, because codecs live elsewhere.
using SpeechFinish = std::function<base::Result<void>(const std::filesystem::path& wav,
                                                      const std::filesystem::path& out,
                                                      const std::stop_token& stop)>;

struct SayCommand {
    std::string voice; ///< empty: the default voice
    double rate = 1.0;
    std::filesystem::path text; ///< empty or "-": standard input
    std::filesystem::path out;  ///< .wav, or .opus when there is a `finish`
    Dictionary dictionary;
    unsigned parallel = 2;
    SpeechFinish finish; ///< may be empty: the WAV file as the engine made it
};

/// Speaks a text into a file. The reading follows the voice's region.
int run_speech_say(const SayCommand& command, const Voices& voices, SpeechCache& cache,
                   std::istream& in, std::ostream& out, std::ostream& errors,
                   const std::stop_token& stop);

/// Prints the voices with their warnings, one a line.
int run_speech_voices(const Voices& voices, std::ostream& out);

/// How the people of a voice's region say numbers.
[[nodiscard]] Region region_of(const Voice& voice);

} // namespace speech
