#include "speech/voices.hpp"

namespace speech {

base::Error unknown_voice(std::string_view voice) {
    return base::refuse(
        base::Fault::not_found, "speech.unknown_voice",
        "Không có giọng đọc \"" + std::string(voice) + "\". Hãy chọn một giọng trong danh sách.",
        "There is no voice \"" + std::string(voice) + "\". Choose one of the list.");
}

std::vector<Voice> Voices::list() const {
    std::vector<Voice> out;
    for (const TtsEngine* engine : engines_) {
        for (Voice& voice : engine->voices()) {
            out.push_back(std::move(voice));
        }
    }
    return out;
}

base::Result<Voice> Voices::find(std::string_view voice) const {
    for (Voice& known : list()) {
        if (known.id == voice) {
            return known;
        }
    }
    return base::fail(unknown_voice(voice));
}

base::Result<TtsEngine*> Voices::engine_of(std::string_view voice) const {
    for (TtsEngine* engine : engines_) {
        for (const Voice& known : engine->voices()) {
            if (known.id == voice) {
                return engine;
            }
        }
    }
    return base::fail(unknown_voice(voice));
}

} // namespace speech
