#pragma once

#include "content/sound_maker.hpp"
#include "crypto/digest.hpp"

#include <optional>

namespace content {

/// Speaks without a voice: a block is a sentence of a second.
class CountingSoundMaker final : public SoundMaker {
public:
    /// Called before each sentence with its number from 1.
    std::function<void(std::int64_t)> before_sentence;
    std::optional<base::Error> refusal; ///< of making
    std::optional<base::Error> missing; ///< of counting: the voice is not there
    int made = 0;

    base::Result<std::int64_t> count_sentences(const LanguageVariant& variant,
                                               const area::AreaPath&) override {
        if (missing) {
            return base::fail(*missing);
        }
        return static_cast<std::int64_t>(variant.blocks.size());
    }
    base::Result<MadeSound> make_sound(const LanguageVariant& variant, const area::AreaPath&,
                                       const SoundProgress& progress,
                                       std::stop_token stop) override {
        ++made;
        std::vector<std::int64_t> starts;
        for (std::int64_t number = 1; number <= static_cast<std::int64_t>(variant.blocks.size());
             ++number) {
            if (before_sentence) {
                before_sentence(number);
            }
            if (stop.stop_requested() || !progress(number)) {
                return base::fail(base::Fault::conflict, "content.render_cancelled", "dừng",
                                  "stopped");
            }
            starts.push_back((number - 1) * 1'000);
        }
        if (refusal) {
            return base::fail(*refusal);
        }
        const auto length = static_cast<std::int64_t>(starts.size()) * 1'000;
        return MadeSound{
            {crypto::sha256(variant.language), 10, length}, variant.voice, std::move(starts)};
    }
};

} // namespace content
