#pragma once

#include "content/sound_maker.hpp"
#include "content/unit_sound.hpp"
#include "media/blob_store.hpp"
#include "media/transcode.hpp"
#include "speech/speak_text.hpp"
#include "speech/speech_cache.hpp"
#include "speech/speech_dictionary.hpp"
#include "speech/voices.hpp"
#include "storage/database.hpp"

#include <filesystem>

namespace app {

/// Joins speech and media for content: text becomes speech, speech and recordings become what
/// devices play.
class SoundMaker final : public content::SoundMaker {
public:
    struct Parts {
        storage::Database& database;
        const speech::Voices& voices;
        speech::SpeechCache& cache;
        speech::SpeechDictionary& dictionary;
        media::Transcoder& transcoder;
        media::BlobStore& blobs;
    };
    struct Settings {
        std::string default_voice;
        std::filesystem::path scratch;
        media::RenderSettings render;
    };
    /// All parts must outlive this.
    SoundMaker(Parts parts, Settings settings) : parts_(parts), settings_(std::move(settings)) {}

    [[nodiscard]] base::Result<std::int64_t>
    count_sentences(const content::LanguageVariant& variant, const area::AreaPath& area) override;
    [[nodiscard]] base::Result<content::MadeSound>
    make_sound(const content::LanguageVariant& variant, const area::AreaPath& area,
               const content::SoundProgress& progress, std::stop_token stop) override;

private:
    struct Script {
        speech::Voice voice;
        speech::Reading reading;
        speech::SpeakOptions options;
    };
    /// The variant's own, else the unit's, else the installation's. A voice that the unit chose and
    /// that has left the installation silences nobody.
    [[nodiscard]] base::Result<speech::Voice> voice_of(const content::LanguageVariant& variant,
                                                       const content::SoundInForce& unit) const;
    /// What is read, and by whom; refuses what is too long to be one sound.
    [[nodiscard]] base::Result<Script> script_of(const content::LanguageVariant& variant,
                                                 const area::AreaPath& area);
    [[nodiscard]] base::Result<content::MadeSound> speak(const Script& script,
                                                         const content::SoundProgress& progress,
                                                         const std::stop_token& stop);
    [[nodiscard]] base::Result<content::MadeSound>
    take_recording(const content::MediaFile& recording, const std::stop_token& stop);
    [[nodiscard]] base::Result<bool> is_ready_for_devices(const base::Sha256& sha256);
    [[nodiscard]] base::Result<content::MediaFile> finish(const std::filesystem::path& sound,
                                                          const std::filesystem::path& folder,
                                                          const std::stop_token& stop);

    Parts parts_;
    const Settings settings_;
};

/// More than this in one variant is not spoken: about three hours, longer than any session.
inline constexpr std::size_t spoken_bytes_max = 200'000;

/// A variant's blocks as the text that is read: one line a block, blank lines between paragraphs.
[[nodiscard]] std::string text_to_speak(const std::vector<content::TextBlock>& blocks);

} // namespace app
