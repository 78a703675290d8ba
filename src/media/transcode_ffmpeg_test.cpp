// Goal: any recording becomes what devices play, at one loudness, whole to the last sample; and
// what is no recording is refused with nothing left behind. Method: inputs are made here, by
// ffmpeg's own generators or byte by byte.
#include "media/transcode_ffmpeg.hpp"

#include "crypto/digest.hpp"
#include "media/pcm_meter.hpp"
#include "media/sandbox_process.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fstream>
#include <gtest/gtest.h>

namespace media {
namespace {

namespace fs = std::filesystem;

class TranscodeTest : public testing::Test {
protected:
    void SetUp() override {
        auto pattern = (fs::temp_directory_path() / "nguon-transcode-XXXXXX").string();
        directory_ = mkdtemp(pattern.data());
        out_ = directory_ / "out";
        fs::create_directory(out_);
    }
    void TearDown() override { fs::remove_all(directory_); }

    /// Runs ffmpeg unconfined: it makes the test's inputs and reads back the results.
    fs::path make(const std::string& name, const std::string& arguments) {
        const fs::path file = directory_ / name;
        const std::string line = "ffmpeg -nostdin -loglevel error -y " + arguments + " " +
                                 file.string() + " 2>/dev/null";
        EXPECT_EQ(std::system(line.c_str()), 0) << line;
        return file;
    }
    /// Something like speech: noise in syllables, with pauses.
    fs::path speech(const std::string& name, double gain_db, const std::string& more = "") {
        return make(name, "-f lavfi -i \"anoisesrc=color=pink:seed=7:duration=4:sample_rate=44100,"
                          "volume='if(lt(mod(t,0.4),0.25),1,0.05)':eval=frame,volume=" +
                              std::to_string(gain_db) + "dB\" " + more);
    }
    fs::path bytes(const std::string& name, const std::string& content) {
        std::ofstream(directory_ / name, std::ios::binary) << content;
        return directory_ / name;
    }
    std::vector<float> samples_of(const fs::path& file) {
        const fs::path raw =
            make("decoded.f32", "-i " + file.string() + " -ac 1 -ar 48000 -f f32le");
        std::ifstream stream(raw, std::ios::binary);
        const std::string text((std::istreambuf_iterator<char>(stream)), {});
        std::vector<float> samples(text.size() / sizeof(float));
        std::memcpy(samples.data(), text.data(), samples.size() * sizeof(float));
        return samples;
    }
    base::Result<AudioRendition> render(const fs::path& input, RenderSettings settings = {}) {
        return transcoder_.render_for_devices(input, out_, settings, progress_, {});
    }
    std::string refusal(const fs::path& input, RenderSettings settings = {}) {
        const auto rendition = render(input, settings);
        EXPECT_TRUE(fs::is_empty(out_)) << "something was left behind";
        return rendition ? "accepted" : rendition.error().code;
    }

    fs::path directory_;
    fs::path out_;
    Progress progress_;
    ProcessSandbox sandbox_{find_own_program("nguon-sandbox").value()};
    FfmpegTranscoder transcoder_{sandbox_, FfmpegPrograms::find().value()};
};

void expect_on_target(const AudioRendition& rendition, LoudnessTarget target = {}) {
    EXPECT_NEAR(rendition.after.integrated_lufs, target.integrated_lufs, loudness_tolerance_lu);
    EXPECT_LE(rendition.after.true_peak_dbtp, target.true_peak_dbtp);
}

TEST_F(TranscodeTest, quiet_loud_and_clipped_recordings_come_out_equally_loud) {
    for (const double gain : {-30.0, 0.0, 12.0, 30.0}) {
        const auto rendition = render(speech("in.wav", gain));
        ASSERT_TRUE(rendition.has_value()) << gain << rendition.error().message.en;
        expect_on_target(*rendition);
        EXPECT_EQ(rendition->duration_ms, 4000);
    }
}

TEST_F(TranscodeTest, another_target_is_met_too) {
    RenderSettings settings;
    settings.target = {.integrated_lufs = -23, .true_peak_dbtp = -2};
    const auto rendition = render(speech("in.wav", 0), settings);
    ASSERT_TRUE(rendition.has_value()) << rendition.error().message.en;
    expect_on_target(*rendition, settings.target);
}

TEST_F(TranscodeTest, usual_formats_are_read_whatever_their_name_says) {
    const fs::path wav = speech("in.wav", -6);
    for (const std::string format :
         {"mp3", "flac", "ogg -c:a libvorbis", "ipod -c:a aac", "matroska -c:a libopus",
          "adts -c:a aac", "aiff", "wav -ar 8000 -c:a pcm_mulaw"}) {
        const fs::path input = make("named.pdf", "-i " + wav.string() + " -f " + format);
        const auto rendition = render(input);
        ASSERT_TRUE(rendition.has_value()) << format << ": " << rendition.error().message.en;
        expect_on_target(*rendition);
        EXPECT_NEAR(static_cast<double>(rendition->duration_ms), 4000, 100) << format;
    }
}

/// When something is heard first, in milliseconds.
double onset_ms(const std::vector<float>& samples) {
    const auto first =
        std::ranges::find_if(samples, [](float sample) { return std::abs(sample) > 0.02F; });
    return static_cast<double>(first - samples.begin()) / 48;
}

TEST_F(TranscodeTest, a_part_begins_and_ends_within_ten_milliseconds_of_what_was_wanted) {
    const fs::path wav = make("in.wav", "-f lavfi -i \"sine=frequency=900:duration=6:sample_rate="
                                        "44100,volume='if(between(t,2,4),1,0)':eval=frame\"");
    for (const std::string format :
         {"wav", "mp3", "ipod -c:a aac", "webm -c:a libopus -ar 48000", "ogg -c:a libvorbis"}) {
        const fs::path input = make("input", "-i " + wav.string() + " -f " + format);
        const auto whole = render(input);
        ASSERT_TRUE(whole.has_value()) << format << ": " << whole.error().message.en;
        const double begin = onset_ms(samples_of(whole->file));
        RenderSettings settings;
        settings.cut = SoundCut{.from_ms = 1500, .to_ms = 4750};
        const auto part = render(input, settings);
        ASSERT_TRUE(part.has_value()) << format << ": " << part.error().message.en;
        expect_on_target(*part);
        EXPECT_NEAR(static_cast<double>(part->duration_ms), 3250, 10) << format;
        EXPECT_NEAR(onset_ms(samples_of(part->file)), begin - 1500, 10) << format;
    }
}

TEST_F(TranscodeTest, a_part_in_which_nothing_sounds_is_refused) {
    const fs::path wav = make("in.wav", "-f lavfi -i \"sine=duration=4,volume='if(lt(t,2),1,0)':"
                                        "eval=frame\"");
    RenderSettings settings;
    settings.cut = SoundCut{.from_ms = 2500, .to_ms = 3500};
    EXPECT_EQ(refusal(wav, settings), "media.silent");
    settings.cut = SoundCut{.from_ms = 9000, .to_ms = 9900};
    EXPECT_EQ(refusal(wav, settings), "media.broken");
}

TEST_F(TranscodeTest, the_sound_of_a_video_is_taken) {
    const auto rendition =
        render(make("clip.mp4", "-f lavfi -i testsrc=duration=2:size=64x64 -f lavfi -i "
                                "sine=duration=2 -c:v mpeg4 -c:a aac"));
    ASSERT_TRUE(rendition.has_value()) << rendition.error().message.en;
    expect_on_target(*rendition);
}

TEST_F(TranscodeTest, the_file_is_named_by_its_hash_and_the_same_input_gives_the_same_file) {
    const fs::path input = speech("in.wav", 0);
    const auto first = render(input);
    ASSERT_TRUE(first.has_value());
    EXPECT_EQ(first->file.filename().string(), base::to_text(first->sha256) + ".opus");
    EXPECT_EQ(crypto::sha256_file(first->file).value(), first->sha256);
    EXPECT_EQ(fs::file_size(first->file), first->size_bytes);
    const auto second = render(input);
    ASSERT_TRUE(second.has_value());
    EXPECT_EQ(second->sha256, first->sha256);
    EXPECT_EQ(std::distance(fs::directory_iterator(out_), {}), 1);
}

TEST_F(TranscodeTest, opus_stays_near_its_bit_rate_and_carries_no_metadata) {
    const auto rendition =
        render(speech("in.mp3", 0, "-metadata title=secret-title -metadata location=10.7,106.6"));
    ASSERT_TRUE(rendition.has_value());
    EXPECT_LT(static_cast<double>(rendition->size_bytes) * 8 / 4, 48'000);
    std::ifstream stream(rendition->file, std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(stream)), {});
    EXPECT_EQ(text.find("secret-title"), std::string::npos);
    EXPECT_EQ(text.substr(0, 4), "OggS");
}

/// The share of the energy of `expected` that `actual` reproduces at the best gain; 1 is identical
/// up to loudness.
double similarity(const float* expected, const float* actual, std::size_t count) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (std::size_t i = 0; i < count; ++i) {
        ab += static_cast<double>(expected[i]) * actual[i];
        aa += static_cast<double>(expected[i]) * expected[i];
        bb += static_cast<double>(actual[i]) * actual[i];
    }
    return ab / std::sqrt(aa * bb);
}

TEST_F(TranscodeTest, the_first_and_the_last_100_ms_are_intact_to_the_sample) {
    // A tone that starts and ends at full strength shows every lost, shifted or faded sample.
    const fs::path input =
        make("tone.wav",
             "-f lavfi -i \"sine=frequency=440:sample_rate=48000:duration=3.1\" -c:a pcm_s16le");
    const std::vector<float> source = samples_of(input);
    for (const auto format : {RenditionFormat::opus, RenditionFormat::wav}) {
        RenderSettings settings;
        settings.format = format;
        // Once with the limiter at work, once without.
        for (const double target : {-16.0, -3.5 - 8.0}) {
            settings.target.integrated_lufs = target;
            const auto rendition = render(input, settings);
            ASSERT_TRUE(rendition.has_value()) << rendition.error().message.en;
            const std::vector<float> result = samples_of(rendition->file);
            ASSERT_EQ(result.size(), source.size());
            constexpr std::size_t edge = 4800;
            EXPECT_GT(similarity(source.data(), result.data(), edge), 0.98);
            EXPECT_GT(
                similarity(&source[source.size() - edge], &result[result.size() - edge], edge),
                0.98);
        }
    }
}

TEST_F(TranscodeTest, a_chime_shorter_than_a_gating_block_is_rendered_too) {
    const auto rendition = render(make("ding.wav", "-f lavfi -i sine=frequency=880:duration=0.2"));
    ASSERT_TRUE(rendition.has_value()) << rendition.error().message.en;
    EXPECT_EQ(rendition->duration_ms, 200);
    expect_on_target(*rendition);
}

TEST_F(TranscodeTest, wav_output_is_mono_48_khz) {
    RenderSettings settings;
    settings.format = RenditionFormat::wav;
    const auto rendition = render(speech("in.ogg", 0, "-ac 2"), settings);
    ASSERT_TRUE(rendition.has_value()) << rendition.error().message.en;
    expect_on_target(*rendition);
    const auto probe = transcoder_.probe(rendition->file, {});
    ASSERT_TRUE(probe.has_value());
    EXPECT_EQ(probe->codec, "pcm_s16le");
    EXPECT_EQ(probe->sample_rate, 48000);
    EXPECT_EQ(probe->channels, 1);
    EXPECT_EQ(probe->duration_ms, rendition->duration_ms);
}

TEST_F(TranscodeTest, peaks_outline_the_result) {
    const auto rendition = render(speech("in.wav", 0));
    ASSERT_TRUE(rendition.has_value());
    ASSERT_EQ(rendition->peaks.size(), waveform_buckets * 2);
    const auto [lowest, highest] = std::ranges::minmax(rendition->peaks);
    EXPECT_LT(lowest, -40);
    EXPECT_GT(highest, 40);
}

TEST_F(TranscodeTest, progress_grows_from_nought_to_one) {
    std::vector<double> seen;
    progress_ = [&](double share) { seen.push_back(share); };
    ASSERT_TRUE(render(speech("in.wav", -10)).has_value());
    ASSERT_FALSE(seen.empty());
    EXPECT_EQ(seen.back(), 1.0);
    EXPECT_GE(seen.front(), 0.0);
}

TEST_F(TranscodeTest, what_is_no_recording_is_refused_with_its_reason) {
    EXPECT_EQ(refusal(bytes("empty.mp3", "")), "media.empty");
    EXPECT_EQ(refusal(bytes("text.mp3", "Đây là văn bản, không phải âm thanh.")),
              "media.not_audio");
    EXPECT_EQ(refusal(bytes("doc.mp3", "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n")), "media.not_audio");
    EXPECT_EQ(refusal(make("mute.mp4", "-f lavfi -i testsrc=duration=1:size=64x64 -c:v mpeg4")),
              "media.not_audio");
    EXPECT_EQ(refusal(make("picture.wav",
                           "-f lavfi -i testsrc=size=64x64 -frames:v 1 -f image2 -c:v png")),
              "media.not_audio");
    EXPECT_EQ(refusal(directory_ / "missing.wav"), "media.file_missing");
}

TEST_F(TranscodeTest, broken_and_truncated_files_are_refused) {
    std::string noise(20'000, '\0');
    unsigned value = 12345;
    for (char& c : noise) {
        value = value * 1103515245U + 12345U;
        c = static_cast<char>(value >> 16U);
    }
    EXPECT_EQ(refusal(bytes("noise.mp3", noise)), "media.broken");
    EXPECT_EQ(refusal(bytes("head.m4a", std::string("\0\0\0\x20", 4) + "ftypM4A " + noise)),
              "media.broken");
    const fs::path whole = speech("whole.flac", 0);
    fs::resize_file(whole, fs::file_size(whole) / 2);
    EXPECT_EQ(refusal(whole), "media.truncated");
}

TEST_F(TranscodeTest, silence_and_near_silence_are_refused) {
    EXPECT_EQ(refusal(make("silent.wav", "-f lavfi -i anullsrc=sample_rate=48000 -t 3")),
              "media.silent");
    EXPECT_EQ(refusal(speech("whisper.wav", -70, "-c:a pcm_f32le")), "media.silent");
}

TEST_F(TranscodeTest, a_recording_of_ten_hours_in_a_tiny_file_is_refused_by_its_length) {
    EXPECT_EQ(refusal(make("long.flac",
                           "-f lavfi -i anullsrc=sample_rate=1000:channel_layout=mono -t 36000")),
              "media.too_long");
}

TEST_F(TranscodeTest, a_file_that_hides_its_length_is_cut_at_the_limit) {
    RenderSettings settings;
    settings.duration_ms_max = 3000;
    // A raw stream has no header that could tell how long it is.
    EXPECT_EQ(
        refusal(make("hidden.aac", "-f lavfi -i sine=duration=20 -f adts -c:a aac"), settings),
        "media.too_long");
}

TEST_F(TranscodeTest, a_playlist_cannot_make_the_decoder_read_other_files) {
    const fs::path other = speech("other.wav", 0);
    EXPECT_EQ(refusal(bytes("list.mp3", "ffconcat version 1.0\nfile '" + other.string() + "'\n")),
              "media.not_audio");
    EXPECT_EQ(refusal(bytes("list.ogg", "#EXTM3U\n#EXTINF:5,\n" + other.string() + "\n")),
              "media.not_audio");
}

TEST_F(TranscodeTest, cancelling_leaves_nothing_behind) {
    std::stop_source stop;
    progress_ = [&](double share) {
        if (share > 0) {
            stop.request_stop();
        }
    };
    const auto rendition =
        transcoder_.render_for_devices(speech("in.wav", 0), out_, {}, progress_, stop.get_token());
    ASSERT_FALSE(rendition.has_value());
    EXPECT_EQ(rendition.error().code, "media.cancelled");
    EXPECT_TRUE(fs::is_empty(out_));
}

TEST_F(TranscodeTest, settings_out_of_range_are_refused) {
    RenderSettings settings;
    settings.opus_bits_per_second = 500'000;
    EXPECT_EQ(refusal(speech("in.wav", 0), settings), "media.bad_settings");
}

} // namespace
} // namespace media
