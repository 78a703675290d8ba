#pragma once

#include "content/bulletin.hpp"

#include <stop_token>

namespace content {

struct MadeSound {
    MediaFile audio; ///< in the media store, ready for devices
    std::optional<std::string> voice;
};

/// Makes what devices play from a variant: speaks its text, or brings its recording to the one
/// format and loudness. Implemented over speech/ and media/. Safe to call from several threads;
/// blocks, for long texts many seconds.
class SoundMaker {
public:
    virtual ~SoundMaker() = default;
    /// `area` is the unit's, for its dictionary and its own voice. Refusals are those of speech and
    /// media, in words for an officer.
    [[nodiscard]] virtual base::Result<MadeSound> make_sound(const LanguageVariant& variant,
                                                             const area::AreaPath& area,
                                                             std::stop_token stop) = 0;
};

} // namespace content
