#include "app/confined_children.hpp"
#include "media/sandbox_process.hpp"
#include "media/transcode_ffmpeg.hpp"
#include "speech/espeak_engine.hpp"
#include "speech/speak_text.hpp"
#include "speech/speech_cache_memory.hpp"
#include "speech/speech_commands.hpp"

#include <chrono>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <string_view>
#include <vector>

// Hears the speech folder alone, without a server:
//   nguon_say_text normalize < text        what would be said, a line for a line
//   nguon_say_text tokens < text           kind, source and words of every token
//   nguon_say_text say OUT.wav|OUT.opus [VOICE] < text
//   nguon_say_text first [VOICE] < text    milliseconds until the first sound, and to the end

namespace {

int print_tokens() {
    const std::string text{std::istreambuf_iterator<char>(std::cin), {}};
    for (const speech::Sentence& sentence : speech::normalize(text).sentences) {
        for (const speech::Token& token : sentence.tokens) {
            std::cout << speech::name_of(token.kind) << '\t' << token.source_text << '\t'
                      << token.spoken << '\n';
        }
    }
    return 0;
}

/// Loudness for devices and the format of the ending, by ffmpeg in the sandbox.
speech::SpeechFinish finish_by(media::Transcoder& transcoder) {
    return [&transcoder](const std::filesystem::path& wav, const std::filesystem::path& out,
                         const std::stop_token& stop) -> base::Result<void> {
        const std::filesystem::path folder = std::filesystem::absolute(out).parent_path();
        const bool opus = out.extension() == ".opus";
        const auto made = transcoder.render_for_devices(
            wav, folder,
            {.target = {},
             .format = opus ? media::RenditionFormat::opus : media::RenditionFormat::wav},
            {}, stop);
        if (!made) {
            return base::fail(made.error());
        }
        std::filesystem::rename(made->file, out);
        return {};
    };
}

/// Time until the sink gets its first samples: what a listener waits.
int measure_first(const speech::Voices& voices, const std::string& voice) {
    const auto started = std::chrono::steady_clock::now();
    const auto since = [&] {
        return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - started)
            .count();
    };
    const std::string text{std::istreambuf_iterator<char>(std::cin), {}};
    speech::SpeechCacheMemory cache;
    const speech::SpeakOptions options{.voice = voice};
    double first = -1;
    const auto engine = voices.engine_of(voice);
    const auto spoken =
        !engine ? base::Result<speech::SpeechSummary>(base::fail(engine.error()))
                : speech::speak(speech::normalize(text), **engine, cache, options,
                                [&](int, std::span<const std::int16_t>) -> base::Result<void> {
                                    first = first < 0 ? since() : first;
                                    return {};
                                },
                                {}, {});
    if (!spoken) {
        std::cerr << spoken.error().message.en << '\n';
        return 1;
    }
    std::cout << first << ' ' << since() << '\n';
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    const std::vector<std::string_view> words(argv + 1, argv + argc);
    const std::string_view command = words.empty() ? "normalize" : words[0];
    if (command == "normalize") {
        return speech::run_speech_normalize({}, std::cin, std::cout, std::cerr);
    }
    if (command == "tokens") {
        return print_tokens();
    }
    const auto launcher = media::find_own_program("nguon-sandbox");
    if (!launcher) {
        std::cerr << launcher.error().message.en << '\n';
        return 1;
    }
    app::ConfinedChildren runner(*launcher);
    auto espeak = speech::EspeakEngine::open(runner);
    if (!espeak) {
        std::cerr << espeak.error().message.en << '\n';
        return 1;
    }
    speech::Voices voices;
    voices.add(*espeak);
    if (command == "first") {
        return measure_first(voices,
                             std::string(words.size() > 1 ? words[1] : speech::default_voice));
    }
    auto programs = media::FfmpegPrograms::find();
    if (command != "say" || words.size() < 2 || !programs) {
        std::cerr << "say OUT.wav|OUT.opus [VOICE]; needs ffmpeg\n";
        return 1;
    }
    media::ProcessSandbox sandbox(*launcher);
    media::FfmpegTranscoder transcoder(sandbox, std::move(*programs));
    speech::SpeechCacheMemory cache;
    speech::SayCommand say;
    say.out = words[1];
    say.voice = words.size() > 2 ? std::string(words[2]) : std::string();
    say.finish = finish_by(transcoder);
    return speech::run_speech_say(say, voices, cache, std::cin, std::cout, std::cerr, {});
}
