#include "app/sound_maker.hpp"

#include "base/try.hpp"
#include "media/scratch_directory.hpp"
#include "speech/speak_text.hpp"
#include "speech/speech_commands.hpp"
#include "speech/speech_word.hpp"
#include "speech/wav.hpp"

namespace app {

std::string text_to_speak(const std::vector<content::TextBlock>& blocks) {
    std::string text;
    for (const content::TextBlock& block : blocks) {
        text += text.empty() ? "" : "\n\n";
        if (block.marker) {
            text += *block.marker + " ";
        }
        text += block.text;
    }
    return text;
}

base::Result<content::MadeSound> SoundMaker::make_sound(const content::LanguageVariant& variant,
                                                        const area::AreaPath& area,
                                                        std::stop_token stop) {
    switch (variant.source) {
    case content::VariantSource::speech:
        return speak(variant, area, stop);
    case content::VariantSource::recording:
        if (variant.recording) {
            return take_recording(*variant.recording, stop);
        }
        break;
    case content::VariantSource::text:
        break;
    }
    return base::fail(base::Fault::conflict, "app.no_sound_to_make",
                      "Bản ngôn ngữ này chỉ để đọc, không có âm thanh để dựng.",
                      "This variant is text to be read; there is no sound to make.");
}

base::Result<content::MadeSound> SoundMaker::speak(const content::LanguageVariant& variant,
                                                   const area::AreaPath& area,
                                                   const std::stop_token& stop) {
    const std::string wanted = variant.voice.value_or(settings_.default_voice);
    TRY_ASSIGN(const speech::Voice voice, parts_.voices.find(wanted));
    TRY_ASSIGN(speech::TtsEngine* const engine, parts_.voices.engine_of(wanted));
    TRY_ASSIGN(const auto words, parts_.dictionary.in_force(area));
    const speech::Reading reading =
        speech::normalize(text_to_speak(variant.blocks), speech::to_dictionary(words),
                          {.region = speech::region_of(voice)});
    TRY_ASSIGN(const auto folder, media::ScratchDirectory::make(settings_.scratch));
    speech::WavWriter writer(folder.path() / "speech.wav");
    speech::SpeakOptions options;
    options.voice = voice.id;
    TRY(speech::speak(
        reading, *engine, parts_.cache, options,
        [&](int rate, std::span<const std::int16_t> samples) {
            return writer.write(rate, samples);
        },
        {}, stop));
    TRY(writer.finish());
    TRY_ASSIGN(auto audio, finish(folder.path() / "speech.wav", folder.path(), stop));
    return content::MadeSound{audio, voice.id};
}

base::Result<content::MadeSound> SoundMaker::take_recording(const content::MediaFile& recording,
                                                            const std::stop_token& stop) {
    TRY_ASSIGN(const bool ready, is_ready_for_devices(recording.sha256));
    if (ready) {
        return content::MadeSound{recording, std::nullopt};
    }
    TRY_ASSIGN(const auto folder, media::ScratchDirectory::make(settings_.scratch));
    const auto original = folder.path() / "recording";
    TRY(media::fetch_blob(parts_.blobs, recording.sha256, original));
    TRY_ASSIGN(auto audio, finish(original, folder.path(), stop));
    return content::MadeSound{audio, std::nullopt};
}

base::Result<bool> SoundMaker::is_ready_for_devices(const base::Sha256& sha256) {
    return parts_.database.read([&](storage::Connection& connection) -> base::Result<bool> {
        return !connection
                    .query("select id from media_file where rendition = $1 and state = 'ready' "
                           "limit 1",
                           {sha256})
                    .empty();
    });
}

base::Result<content::MediaFile> SoundMaker::finish(const std::filesystem::path& sound,
                                                    const std::filesystem::path& folder,
                                                    const std::stop_token& stop) {
    TRY_ASSIGN(const auto made, parts_.transcoder.render_for_devices(
                                    sound, folder, settings_.render, [](double) {}, stop));
    TRY_ASSIGN(const auto stored, parts_.blobs.put_file(made.file));
    return content::MediaFile{stored.sha256, static_cast<std::int64_t>(stored.size_bytes),
                              made.duration_ms};
}

} // namespace app
