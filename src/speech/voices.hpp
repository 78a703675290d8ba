#pragma once

#include "speech/tts_engine.hpp"

#include <string_view>
#include <vector>

namespace speech {

/// The engines of this installation, in the order of preference; filled at start, then read by all
/// threads.
class Voices {
public:
    /// The engine must outlive this list.
    void add(TtsEngine& engine) { engines_.push_back(&engine); }

    [[nodiscard]] std::vector<Voice> list() const;
    /// `speech.unknown_voice` when no engine has it.
    [[nodiscard]] base::Result<Voice> find(std::string_view voice) const;
    [[nodiscard]] base::Result<TtsEngine*> engine_of(std::string_view voice) const;

private:
    std::vector<TtsEngine*> engines_;
};

} // namespace speech
