#include "speech/neural_protocol.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <iostream>
#include <string>
#include <vector>

// nguon-neural-voice LIBRARY MODEL TOKENS [DATA_DIR [SPEAKER]]: loads a VITS or Piper model by the
// C interface of sherpa-onnx and turns lines on standard input into samples on standard output. A
// process of its own, because model and library are big and of strangers: when they crash, only
// this child is gone.

namespace {

// The beginning of SherpaOnnxOfflineTtsConfig (c-api.h of sherpa-onnx 1.10 to 1.13; the order of
// these members has not changed). All that follows, the other kinds of models among it, is zero and
// means "default"; `rest` is larger than all of it.
struct TtsConfig {
    const char* model;
    const char* lexicon;
    const char* tokens;
    const char* data_dir;
    float noise_scale;
    float noise_scale_w;
    float length_scale;
    const char* dict_dir;
    std::int32_t threads;
    std::int32_t debug;
    const char* provider;
    std::array<std::byte, 8192> rest;
};

struct GeneratedAudio {
    const float* samples;
    std::int32_t count;
    std::int32_t sample_rate;
};

struct Tts; // opaque

struct Library {
    Tts* (*create)(const TtsConfig*) = nullptr;
    const GeneratedAudio* (*generate)(const Tts*, const char*, std::int32_t, float) = nullptr;
    void (*destroy_audio)(const GeneratedAudio*) = nullptr;
};

template <class Function>
bool find(void* library, const char* name, Function& out) {
    void* symbol = ::dlsym(library, name);
    std::memcpy(&out, &symbol, sizeof symbol);
    return symbol != nullptr;
}

bool open(const char* path, Library& out) {
    void* library = ::dlopen(path, RTLD_NOW | RTLD_LOCAL);
    return library != nullptr && find(library, "SherpaOnnxCreateOfflineTts", out.create) &&
           find(library, "SherpaOnnxOfflineTtsGenerate", out.generate) &&
           find(library, "SherpaOnnxDestroyOfflineTtsGeneratedAudio", out.destroy_audio);
}

void write(const void* bytes, std::size_t size) {
    std::cout.write(static_cast<const char*>(bytes), static_cast<std::streamsize>(size));
}

void reply_failure(std::string_view reason) {
    const speech::NeuralReplyHead head{0, static_cast<std::uint32_t>(reason.size())};
    write(&head, sizeof head);
    write(reason.data(), reason.size());
    std::cout.flush();
}

void reply(const GeneratedAudio& audio) {
    std::vector<std::int16_t> samples(static_cast<std::size_t>(audio.count));
    std::transform(audio.samples, audio.samples + audio.count, samples.begin(), [](float sample) {
        constexpr float full = 32767.0F;
        return static_cast<std::int16_t>(std::lround(std::clamp(sample, -1.0F, 1.0F) * full));
    });
    const speech::NeuralReplyHead head{audio.sample_rate,
                                       static_cast<std::uint32_t>(samples.size())};
    write(&head, sizeof head);
    write(samples.data(), samples.size() * sizeof(std::int16_t));
    std::cout.flush();
}

void serve(const Library& library, const Tts* tts, int speaker) {
    std::string line;
    while (std::getline(std::cin, line)) {
        const std::size_t blank = line.find(' ');
        const float rate = std::strtof(line.c_str(), nullptr);
        if (blank == std::string::npos || !(rate > 0)) {
            reply_failure("malformed request");
            continue;
        }
        const GeneratedAudio* audio =
            library.generate(tts, line.c_str() + blank + 1, speaker, rate);
        if (audio == nullptr || audio->count <= 0 || audio->sample_rate <= 0) {
            reply_failure("the model made no sound");
        } else {
            reply(*audio);
        }
        if (audio != nullptr) {
            library.destroy_audio(audio);
        }
    }
}

} // namespace

int main(int argc, char** argv) {
    std::ios::sync_with_stdio(false);
    if (argc < 4) {
        std::cerr << "nguon-neural-voice LIBRARY MODEL TOKENS [DATA_DIR [SPEAKER]]\n";
        return 2;
    }
    Library library;
    if (!open(argv[1], library)) {
        const char* reason = ::dlerror();
        reply_failure(std::string("cannot load the library: ") +
                      (reason != nullptr ? reason : "no symbols"));
        return 1;
    }
    TtsConfig config{};
    config.model = argv[2];
    config.tokens = argv[3];
    config.data_dir = argc > 4 ? argv[4] : "";
    config.lexicon = "";
    config.dict_dir = "";
    config.noise_scale = 0.667F;
    config.noise_scale_w = 0.8F;
    config.length_scale = 1.0F;
    config.threads = 1;
    config.provider = "cpu";
    const Tts* tts = library.create(&config);
    if (tts == nullptr) {
        reply_failure("cannot load the model");
        return 1;
    }
    const speech::NeuralReplyHead ready{1, 0};
    write(&ready, sizeof ready);
    std::cout.flush();
    serve(library, tts, argc > 5 ? std::atoi(argv[5]) : 0);
    // The library's own clean-up at exit has nothing to save.
    std::_Exit(0);
}
