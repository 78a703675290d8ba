#include "speech/speech_commands.hpp"

#include "base/scope_exit.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "speech/espeak_engine.hpp"
#include "speech/speak_text.hpp"
#include "speech/wav.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <istream>
#include <iterator>
#include <ostream>
#include <unistd.h>

namespace speech {

namespace {

std::string on_one_line(std::string text) {
    std::ranges::replace(text, '\n', ' ');
    return text;
}

bool is_blank(std::string_view line) {
    return base::trim(line).empty();
}

void normalize_lines(const NormalizeCommand& command, std::istream& in, std::ostream& out) {
    std::string line;
    while (std::getline(in, line)) {
        if (!is_blank(line)) {
            out << on_one_line(spoken_text(normalize(line, command.dictionary, command.options)));
        }
        out << '\n';
    }
}

/// The words of each source line of a whole document.
void normalize_document(const NormalizeCommand& command, std::istream& in, std::ostream& out) {
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const Reading reading = normalize(text, command.dictionary, command.options);
    std::size_t at = 0;
    bool line_has_words = false;
    const auto go_to = [&](std::size_t place) {
        for (; at < place; ++at) {
            if (text[at] == '\n') {
                out << '\n';
                line_has_words = false;
            }
        }
    };
    for (const Sentence& sentence : reading.sentences) {
        for (const Token& token : sentence.tokens) {
            if (token.spoken.empty()) {
                continue;
            }
            const bool pause = token.kind == TokenKind::pause;
            if (!pause) { // a pause stays with its word
                go_to(token.source_begin);
            }
            out << (line_has_words && !pause ? " " : "") << token.spoken;
            line_has_words = true;
        }
    }
    go_to(text.size());
    if (!text.empty() && text.back() != '\n') {
        out << '\n';
    }
}

base::Result<std::string> read_text(const SayCommand& command, std::istream& in) {
    std::string text;
    if (command.text.empty() || command.text == "-") {
        text.assign(std::istreambuf_iterator<char>(in), {});
    } else {
        std::ifstream file(command.text, std::ios::binary);
        if (!file) {
            return base::fail(base::Fault::not_found, "speech.no_such_file",
                              "Không mở được tệp " + command.text.string() + ".",
                              "Cannot open the file " + command.text.string() + ".");
        }
        text.assign(std::istreambuf_iterator<char>(file), {});
    }
    return base::to_nfc(text);
}

base::Result<void> check_ending(const SayCommand& command) {
    const std::string ending = command.out.extension().string();
    if (ending == ".wav" || (ending == ".opus" && command.finish)) {
        return {};
    }
    return base::fail(base::Fault::invalid, "speech.bad_ending",
                      "Tên tệp kết quả phải có đuôi .wav hoặc .opus.",
                      "The output file must end in .wav or .opus.");
}

base::Result<SpeechSummary> say(const SayCommand& command, const Voice& voice, TtsEngine& engine,
                                SpeechCache& cache, std::istream& in, const std::stop_token& stop) {
    TRY(check_ending(command));
    TRY_ASSIGN(const std::string text, read_text(command, in));
    const Reading reading = normalize(text, command.dictionary, {.region = region_of(voice)});
    const std::filesystem::path wav =
        command.finish
            ? std::filesystem::temp_directory_path() / fmt::format("nguon-say-{}.wav", ::getpid())
            : command.out;
    const base::ScopeExit cleanup([&] {
        std::error_code ignored;
        if (command.finish) {
            std::filesystem::remove(wav, ignored);
        }
    });
    WavWriter writer(wav);
    const SpeakOptions options{
        .voice = voice.id, .rate = command.rate, .parallel = command.parallel};
    TRY_ASSIGN(const SpeechSummary summary,
               speak(
                   reading, engine, cache, options,
                   [&](int rate, std::span<const std::int16_t> samples) {
                       return writer.write(rate, samples);
                   },
                   {}, stop));
    TRY(writer.finish());
    if (command.finish) {
        TRY(command.finish(wav, command.out, stop));
    }
    return summary;
}

int failed(const base::Error& error, std::ostream& errors) {
    errors << error.message.vi << '\n' << error.message.en << '\n';
    return 1;
}

} // namespace

Region region_of(const Voice& voice) {
    return voice.region == "south" ? Region::south : Region::north;
}

int run_speech_normalize(const NormalizeCommand& command, std::istream& in, std::ostream& out,
                         std::ostream& errors) {
    if (command.document) {
        normalize_document(command, in, out);
    } else {
        normalize_lines(command, in, out);
    }
    out.flush();
    if (in.bad() || !out.good()) {
        errors << "Không đọc hoặc ghi được dữ liệu.\nCannot read or write.\n";
        return 1;
    }
    return 0;
}

int run_speech_say(const SayCommand& command, const Voices& voices, SpeechCache& cache,
                   std::istream& in, std::ostream& out, std::ostream& errors,
                   const std::stop_token& stop) {
    const std::string wanted = command.voice.empty() ? std::string(default_voice) : command.voice;
    const auto voice = voices.find(wanted);
    const auto engine = voices.engine_of(wanted);
    if (!voice || !engine) {
        return failed(voice ? engine.error() : voice.error(), errors);
    }
    if (!voice->warning_vi.empty()) {
        errors << voice->warning_vi << '\n';
    }
    const auto summary = say(command, *voice, **engine, cache, in, stop);
    if (!summary) {
        return failed(summary.error(), errors);
    }
    const double seconds =
        static_cast<double>(summary->samples) / static_cast<double>(summary->sample_rate);
    out << fmt::format("{}: {:.1f} s, {} câu, giọng {}\n", command.out.string(), seconds,
                       summary->parts, voice->id);
    return 0;
}

int run_speech_voices(const Voices& voices, std::ostream& out) {
    for (const Voice& voice : voices.list()) {
        out << voice.id << '\t' << voice.name << (voice.warning_vi.empty() ? "" : "\t")
            << voice.warning_vi << '\n';
    }
    return 0;
}

} // namespace speech
