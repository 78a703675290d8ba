#pragma once

#include "base/hash.hpp"
#include "speech/tts_engine.hpp"

#include <optional>

namespace speech {

/// What was said before. The key is the hash of everything that decides the sound, so an entry is
/// never wrong; it may vanish at any time. Called from several threads at once; never fails: what
/// cannot be kept is not kept.
class SpeechCache {
public:
    virtual ~SpeechCache() = default;
    [[nodiscard]] virtual std::optional<Speech> find(const base::Sha256& key) = 0;
    virtual void keep(const base::Sha256& key, const Speech& speech) = 0;
};

/// The key: text, voice, rate and engine version, each with its length before it.
[[nodiscard]] base::Sha256 cache_key(const SpeechRequest& request, std::string_view engine_version);

} // namespace speech
