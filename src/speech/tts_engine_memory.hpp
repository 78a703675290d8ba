#pragma once

#include "speech/tts_engine.hpp"

#include <atomic>
#include <functional>
#include <utility>

namespace speech {

/// An engine for tests: 10 ms of a steady level per byte of text, so that order and length can be
/// checked.
class TtsEngineMemory final : public TtsEngine {
public:
    static constexpr int rate = 8'000;
    /// Called at the beginning of each call, on the caller's thread; may block or refuse.
    std::function<base::Result<void>(const SpeechRequest&, const std::stop_token&)> before;
    std::atomic<int> calls = 0;
    std::string version_text = "memory/1";

    [[nodiscard]] std::vector<Voice> voices() const override {
        return {{.id = "memory",
                 .name = "Giọng thử",
                 .region = "north",
                 .engine = "memory",
                 .warning_vi = {},
                 .warning_en = {}}};
    }
    [[nodiscard]] std::string version() const override { return version_text; }
    [[nodiscard]] base::Result<Speech> synthesise(const SpeechRequest& request,
                                                  const std::stop_token& stop) override {
        if (request.voice != "memory") {
            return base::fail(unknown_voice(request.voice));
        }
        ++calls;
        if (before) {
            if (auto refused = before(request, stop); !refused) {
                return base::fail(std::move(refused).error());
            }
        }
        const auto level =
            static_cast<std::int16_t>(1000 + 10 * static_cast<int>(request.text.size()));
        return Speech{.sample_rate = rate,
                      .samples =
                          std::vector<std::int16_t>(request.text.size() * rate / 100, level)};
    }
};

} // namespace speech
