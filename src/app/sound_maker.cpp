#include "app/sound_maker.hpp"

#include "base/try.hpp"
#include "content/unit_sound_desk.hpp"
#include "media/scratch_directory.hpp"
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

namespace {

base::Failure no_sound_to_make() {
    return base::fail(base::Fault::conflict, "app.no_sound_to_make",
                      "Bản ngôn ngữ này chỉ để đọc, không có âm thanh để dựng.",
                      "This variant is text to be read; there is no sound to make.");
}

} // namespace

base::Result<std::int64_t> SoundMaker::count_sentences(const content::LanguageVariant& variant,
                                                       const area::AreaPath& area) {
    if (variant.source == content::VariantSource::speech) {
        TRY_ASSIGN(const Script script, script_of(variant, area));
        return static_cast<std::int64_t>(
            speech::count_sentences(speech::cut_into_parts(script.reading, script.options)));
    }
    if (variant.source == content::VariantSource::recording && variant.recording) {
        return 1;
    }
    return no_sound_to_make();
}

base::Result<content::MadeSound> SoundMaker::make_sound(const content::LanguageVariant& variant,
                                                        const area::AreaPath& area,
                                                        const content::SoundProgress& progress,
                                                        std::stop_token stop) {
    if (variant.source == content::VariantSource::speech) {
        TRY_ASSIGN(const Script script, script_of(variant, area));
        return speak(script, progress, stop);
    }
    if (variant.source == content::VariantSource::recording && variant.recording) {
        TRY_ASSIGN(auto made, take_recording(*variant.recording, stop));
        static_cast<void>(progress(1)); // it is there; nothing is left to be stopped
        return made;
    }
    return no_sound_to_make();
}

base::Result<speech::Voice> SoundMaker::voice_of(const content::LanguageVariant& variant,
                                                 const content::SoundInForce& unit) const {
    if (variant.voice) {
        return parts_.voices.find(*variant.voice);
    }
    if (unit.voice) {
        if (auto chosen = parts_.voices.find(*unit.voice)) {
            return chosen;
        }
    }
    return parts_.voices.find(settings_.default_voice);
}

base::Result<SoundMaker::Script> SoundMaker::script_of(const content::LanguageVariant& variant,
                                                       const area::AreaPath& area) {
    const std::string text = text_to_speak(variant.blocks);
    if (text.size() > spoken_bytes_max) {
        return base::fail(base::Fault::too_large, "app.text_too_long_to_speak",
                          "Văn bản dài quá (hơn ba giờ đọc). Hãy chia thành nhiều bản tin.",
                          "The text is too long (over three hours of speech). Divide it into "
                          "several bulletins.");
    }
    Script script;
    using content::SoundInForce;
    TRY_ASSIGN(
        const SoundInForce unit,
        parts_.database.read([&](storage::Connection& connection) -> base::Result<SoundInForce> {
            return content::load_sound_in_force(connection, area);
        }));
    TRY_ASSIGN(script.voice, voice_of(variant, unit));
    TRY_ASSIGN(const auto words, parts_.dictionary.in_force(area));
    script.reading = speech::normalize(text, speech::to_dictionary(words),
                                       {.region = speech::region_of(script.voice)});
    script.options.voice = script.voice.id;
    script.options.rate = unit.pace_percent / 100.0;
    if (speech::cut_into_parts(script.reading, script.options).empty()) {
        return base::fail(speech::nothing_to_say());
    }
    return script;
}

base::Result<content::MadeSound> SoundMaker::speak(const Script& script,
                                                   const content::SoundProgress& progress,
                                                   const std::stop_token& stop) {
    TRY_ASSIGN(speech::TtsEngine* const engine, parts_.voices.engine_of(script.voice.id));
    TRY_ASSIGN(const auto folder, media::ScratchDirectory::make(settings_.scratch));
    speech::WavWriter writer(folder.path() / "speech.wav");
    std::stop_source unwanted;
    const std::stop_callback forward(stop, [&] { unwanted.request_stop(); });
    TRY_ASSIGN(const speech::SpeechSummary spoken,
               speech::speak(
                   script.reading, *engine, parts_.cache, script.options,
                   [&](int rate, std::span<const std::int16_t> samples) {
                       return writer.write(rate, samples);
                   },
                   [&](std::size_t done, std::size_t) {
                       if (!progress(static_cast<std::int64_t>(done))) {
                           unwanted.request_stop();
                       }
                   },
                   unwanted.get_token()));
    TRY(writer.finish());
    TRY_ASSIGN(auto audio,
               finish(folder.path() / "speech.wav", folder.path(), unwanted.get_token()));
    std::vector<std::int64_t> sentences_ms;
    for (const std::uint64_t sample : spoken.sentence_starts) {
        sentences_ms.push_back(static_cast<std::int64_t>(
            sample * 1'000 / static_cast<std::uint64_t>(spoken.sample_rate)));
    }
    return content::MadeSound{audio, script.voice.id, std::move(sentences_ms)};
}

base::Result<content::MadeSound> SoundMaker::take_recording(const content::MediaFile& recording,
                                                            const std::stop_token& stop) {
    TRY_ASSIGN(const bool ready, is_ready_for_devices(recording.sha256));
    if (ready) {
        return content::MadeSound{recording, std::nullopt, std::nullopt};
    }
    TRY_ASSIGN(const auto folder, media::ScratchDirectory::make(settings_.scratch));
    const auto original = folder.path() / "recording";
    TRY(media::fetch_blob(parts_.blobs, recording.sha256, original));
    TRY_ASSIGN(auto audio, finish(original, folder.path(), stop));
    return content::MadeSound{audio, std::nullopt, std::nullopt};
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
