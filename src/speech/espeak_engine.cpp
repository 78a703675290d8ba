#include "speech/espeak_engine.hpp"

#include "speech/wav.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace speech {

namespace {

/// Syllables a minute at rate 1.0: a calm announcer; espeak-ng's own default of 175 is hurried
/// outdoors.
constexpr double words_per_minute = 155;

struct EspeakVoice {
    std::string_view id;
    std::string_view file;
    std::string_view name;
    std::string_view region;
};

constexpr std::array<EspeakVoice, 3> known_voices{
    {{"espeak-north", "vi", "Giọng miền Bắc (ngoại tuyến)", "north"},
     {"espeak-central", "vi-vn-x-central", "Giọng miền Trung (ngoại tuyến)", "central"},
     {"espeak-south", "vi-vn-x-south", "Giọng miền Nam (ngoại tuyến)", "south"}}};

// Measured on ma, má, mà, mả, mã, mạ: only the Northern voice keeps the six tones apart.
constexpr std::string_view flat_tones_vi = "Giọng này không phân biệt rõ các dấu thanh; người nghe "
                                           "dễ hiểu nhầm. Hãy nghe thử trước khi phát.";
constexpr std::string_view flat_tones_en =
    "This voice hardly separates the tones; listeners may misunderstand. Listen before you "
    "broadcast.";

} // namespace

base::Result<EspeakEngine> EspeakEngine::open(ChildRunner& runner, std::filesystem::path program) {
    const auto told = runner.run({.program = program, .arguments = {"--version"}}, {});
    if (!told) {
        return base::fail(
            base::Fault::unavailable, "speech.espeak_missing",
            "Máy chủ chưa có chương trình espeak-ng. Cài gói espeak-ng rồi khởi động lại.",
            "The program espeak-ng is not installed. Install the package espeak-ng and "
            "restart.");
    }
    // "eSpeak NG text-to-speech: 1.51  Data at: …"
    const std::size_t colon = told->find(": ");
    const std::size_t begin = colon == std::string::npos ? 0 : colon + 2;
    const std::string number = told->substr(begin, told->find_first_of(" \n", begin) - begin);
    return EspeakEngine(runner, std::move(program), "espeak-ng " + number + "/1");
}

std::vector<Voice> EspeakEngine::voices() const {
    std::vector<Voice> out;
    for (const EspeakVoice& voice : known_voices) {
        const bool flat = voice.region != "north";
        out.push_back({.id = std::string(voice.id),
                       .name = std::string(voice.name),
                       .region = std::string(voice.region),
                       .engine = "espeak",
                       .warning_vi = std::string(flat ? flat_tones_vi : ""),
                       .warning_en = std::string(flat ? flat_tones_en : "")});
    }
    return out;
}

base::Result<Speech> EspeakEngine::synthesise(const SpeechRequest& request,
                                              const std::stop_token& stop) {
    const auto voice = std::ranges::find(known_voices, request.voice, &EspeakVoice::id);
    if (voice == known_voices.end()) {
        return base::fail(unknown_voice(request.voice));
    }
    const double pace = words_per_minute * std::clamp(request.rate, rate_min, rate_max);
    const auto sound = runner_.run(
        {.program = program_,
         .arguments = {"--stdin", "--stdout", "-b", "1", "-z", "-v", std::string(voice->file), "-s",
                       std::to_string(std::lround(pace))},
         .input = request.text},
        stop);
    if (!sound) {
        return base::fail(sound.error());
    }
    return parse_wav(*sound);
}

} // namespace speech
