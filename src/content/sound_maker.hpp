#pragma once

#include "content/bulletin.hpp"

#include <functional>
#include <stop_token>

namespace content {

struct MadeSound {
    MediaFile audio; ///< in the media store, ready for devices
    std::optional<std::string> voice;
    /// Where each sentence of speech begins; absent for recordings.
    std::optional<std::vector<std::int64_t>> sentences_ms;
};

/// Sentences made so far. False from it: nobody wants the sound any more. On the calling thread.
using SoundProgress = std::function<bool(std::int64_t done)>;

/// Makes what devices play from a variant: speaks its text, or brings its recording to the one
/// format and loudness. Implemented over speech/ and media/. Safe to call from several threads.
class SoundMaker {
public:
    virtual ~SoundMaker() = default;
    /// How many sentences there are to make (a recording counts as one), or why there will be no
    /// sound: voice missing, nothing to say, text too long. Quick.
    [[nodiscard]] virtual base::Result<std::int64_t>
    count_sentences(const LanguageVariant& variant, const area::AreaPath& area) = 0;
    /// `area` is the unit's, for its dictionary and its own voice. Refusals are those of speech and
    /// media, in words for an officer. Blocks, for long texts many seconds.
    [[nodiscard]] virtual base::Result<MadeSound> make_sound(const LanguageVariant& variant,
                                                             const area::AreaPath& area,
                                                             const SoundProgress& progress,
                                                             std::stop_token stop) = 0;
};

} // namespace content
