// Goal: what leaves the output is the file, sample by sample, at its instant. Method: real Opus
// files made by the test, the WAV output, and ALSA's null device.
#include "player/opus_test_support.hpp"
#include "player/playback.hpp"
#include "player/state_files.hpp"
#include "testing/temporary_folder.hpp"

#include <gtest/gtest.h>
#include <opusfile.h>

#include <atomic>
#include <cstring>
#include <future>

namespace player {

namespace {

using testing_support::TemporaryFolder;

std::vector<std::int16_t> decode(const std::vector<std::filesystem::path>& files,
                                 std::int64_t from_frame = 0) {
    auto source = OpusSource::open(files).value();
    if (from_frame > 0) {
        EXPECT_TRUE(source.seek(from_frame));
    }
    std::vector<std::int16_t> frames;
    std::array<std::int16_t, 1000> piece{};
    while (true) {
        const std::size_t count = source.read(piece).value();
        frames.insert(frames.end(), piece.begin(),
                      piece.begin() + static_cast<std::ptrdiff_t>(count));
        if (count == 0) {
            return frames;
        }
    }
}

TEST(OpusSource, files_follow_each_other_without_a_gap) {
    const TemporaryFolder folder;
    const auto a = folder.path() / "a";
    const auto b = folder.path() / "b";
    write_tone(a, 440, 300);
    write_tone(b, 880, 200);
    EXPECT_EQ(decode({a}).size(), 300U * 48);
    const auto both = decode({a, b});
    EXPECT_EQ(both.size(), 500U * 48);
    auto expected = decode({a});
    const auto second = decode({b});
    expected.insert(expected.end(), second.begin(), second.end());
    EXPECT_EQ(both, expected);
}

TEST(OpusSource, gives_the_samples_that_the_library_s_own_decoder_gives) {
    const TemporaryFolder folder;
    const auto tone = folder.path() / "tone";
    write_tone(tone, 440, 700);
    const std::unique_ptr<OggOpusFile, decltype(&op_free)> file(op_open_file(tone.c_str(), nullptr),
                                                                op_free);
    ASSERT_NE(file, nullptr);
    op_set_dither_enabled(file.get(), 0);
    std::vector<std::int16_t> expected;
    std::array<std::int16_t, 5760> piece{};
    while (true) {
        const int count =
            op_read(file.get(), piece.data(), static_cast<int>(piece.size()), nullptr);
        ASSERT_GE(count, 0);
        expected.insert(expected.end(), piece.begin(), piece.begin() + count);
        if (count == 0) {
            break;
        }
    }
    const auto ours = decode({tone});
    ASSERT_EQ(ours.size(), expected.size());
    for (std::size_t i = 0; i < ours.size(); ++i) {
        ASSERT_NEAR(ours[i], expected[i], 1) << i; // halves are rounded another way
    }
}

TEST(OpusSource, seeking_lands_on_the_frame_even_in_a_later_file) {
    const TemporaryFolder folder;
    const auto a = folder.path() / "a";
    const auto b = folder.path() / "b";
    write_tone(a, 440, 300);
    write_tone(b, 880, 200);
    EXPECT_EQ(decode({a, b}, 100 * 48).size(), 400U * 48);
    EXPECT_EQ(decode({a, b}, 350 * 48).size(), 150U * 48);
    EXPECT_TRUE(decode({a, b}, 600 * 48).empty());
}

TEST(OpusSource, a_file_that_is_no_opus_is_broken) {
    const TemporaryFolder folder;
    ASSERT_TRUE(write_atomically(folder.path() / "x", std::string(5000, 'x')));
    EXPECT_EQ(OpusSource::open({folder.path() / "x"}).error().code, "player.media_broken");
    EXPECT_EQ(OpusSource::open({folder.path() / "missing"}).error().code, "player.media_broken");
}

TEST(Outputs, are_chosen_by_name) {
    EXPECT_TRUE(make_sound_output("null").has_value());
    EXPECT_TRUE(make_sound_output("alsa:default").has_value());
    EXPECT_EQ(make_sound_output("wav:").error().code, "player.unknown_output");
    EXPECT_EQ(make_sound_output("mp3:x").error().code, "player.unknown_output");
}

std::vector<std::int16_t> samples_of_wav(const std::filesystem::path& path) {
    const std::string bytes = read_file(path).value();
    std::uint32_t size = 0;
    std::memcpy(&size, bytes.data() + 40, 4);
    EXPECT_EQ(size, bytes.size() - 44);
    std::vector<std::int16_t> samples(size / 2);
    std::memcpy(samples.data(), bytes.data() + 44, size);
    return samples;
}

struct Stage {
    explicit Stage(const std::string& output_name)
        : output(make_sound_output(output_name).value()),
          playback(*output, [this](PlaybackReport report) {
              if (report.ended) {
                  ended.set_value(report);
              } else if (++progress == 2) {
                  sounding.set_value();
              }
          }) {}

    PlaybackReport wait() {
        auto future = ended.get_future();
        EXPECT_EQ(future.wait_for(std::chrono::seconds(20)), std::future_status::ready);
        return future.get();
    }

    std::promise<PlaybackReport> ended;
    std::promise<void> sounding; ///< kept after the first second
    std::atomic<int> progress = 0;
    std::unique_ptr<SoundOutput> output;
    Playback playback;
};

PlaybackOrder order_of(std::vector<std::filesystem::path> files, base::Millis from_now,
                       std::int64_t position_ms = 0) {
    PlaybackOrder order;
    order.run.run.uuid.bytes[15] = 7;
    order.files = std::move(files);
    order.at = base::Instant{system_microseconds() / 1000} + from_now;
    order.position_ms = position_ms;
    return order;
}

double full(base::Instant) {
    return 100;
}

std::filesystem::path only_wav(const std::filesystem::path& folder) {
    std::filesystem::path found;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() == ".wav") {
            EXPECT_TRUE(found.empty());
            found = entry.path();
        }
    }
    return found;
}

TEST(Playback, the_wav_file_holds_every_sample_of_the_source_from_its_instant_on) {
    const TemporaryFolder folder;
    const auto tone = folder.path() / "tone";
    write_tone(tone, 440, 1300);
    Stage stage("wav:" + (folder.path() / "out").string());
    const auto order = order_of({tone}, base::Millis(300));
    stage.playback.begin(order, full);
    const auto report = stage.wait();
    stage.playback.stop();
    EXPECT_TRUE(report.complete);
    EXPECT_EQ(report.part->ms, 1300);
    EXPECT_EQ(stage.progress, 2);
    EXPECT_GE(report.part->at, order.at);
    EXPECT_LT(report.part->at - order.at, base::Millis(20));
    EXPECT_EQ(samples_of_wav(only_wav(folder.path() / "out")), decode({tone}));
}

TEST(Playback, a_join_begins_at_its_position) {
    const TemporaryFolder folder;
    const auto tone = folder.path() / "tone";
    write_tone(tone, 440, 800);
    Stage stage("wav:" + (folder.path() / "out").string());
    stage.playback.begin(order_of({tone}, base::Millis(50), 500), full);
    const auto report = stage.wait();
    EXPECT_EQ(report.part->position_ms, 500);
    EXPECT_EQ(report.part->ms, 300);
    EXPECT_EQ(samples_of_wav(only_wav(folder.path() / "out")), decode({tone}, 500 * 48));
}

TEST(Playback, a_stop_ends_the_sound_and_says_how_much_there_was) {
    const TemporaryFolder folder;
    const auto tone = folder.path() / "tone";
    write_tone(tone, 440, 5000);
    Stage stage("wav:" + (folder.path() / "out").string());
    stage.playback.begin(order_of({tone}, base::Millis(0)), full);
    ASSERT_EQ(stage.sounding.get_future().wait_for(std::chrono::seconds(20)),
              std::future_status::ready);
    stage.playback.stop();
    const auto report = stage.wait();
    EXPECT_FALSE(report.complete);
    EXPECT_GE(report.part->ms, 900);
    EXPECT_LT(report.part->ms, 4000);
    const auto samples = samples_of_wav(only_wav(folder.path() / "out"));
    EXPECT_EQ(static_cast<std::int64_t>(samples.size()) / 48, report.part->ms);
}

TEST(Playback, a_stop_before_the_start_makes_no_sound_and_leaves_no_file) {
    const TemporaryFolder folder;
    const auto tone = folder.path() / "tone";
    write_tone(tone, 440, 500);
    Stage stage("wav:" + (folder.path() / "out").string());
    stage.playback.begin(order_of({tone}, std::chrono::seconds(30)), full);
    stage.playback.stop();
    EXPECT_FALSE(stage.wait().part.has_value());
    EXPECT_TRUE(only_wav(folder.path() / "out").empty());
}

/// Stands still once, for longer than it takes until the next report.
class HeldUpOutput final : public SoundOutput {
public:
    base::Result<void> open(const Stretch&) override { return {}; }
    std::int64_t frames_ahead() const override { return 20 * frames_per_ms; }
    base::Result<void> write(std::span<const std::int16_t> frames) override {
        if (started_ && !held_up_) {
            held_up_ = true;
            sleep_until_system(base::Instant{system_microseconds() / 1000} + base::Millis(1'300));
        }
        frames_ += static_cast<std::int64_t>(frames.size());
        return {};
    }
    base::Result<std::int64_t> start(base::Instant at) override {
        started_ = true;
        return at.ms * 1000;
    }
    base::Result<std::int64_t> close(bool) override { return frames_.load(); }
    [[nodiscard]] std::int64_t written_ms() const { return frames_ / frames_per_ms; }

private:
    std::atomic<std::int64_t> frames_ = 0;
    bool started_ = false;
    bool held_up_ = false;
};

TEST(Playback, a_report_on_the_way_never_claims_more_than_has_left) {
    const TemporaryFolder folder;
    const auto tone = folder.path() / "tone";
    write_tone(tone, 440, 2'000);
    HeldUpOutput output;
    std::promise<void> ended;
    int on_the_way = 0;
    Playback playback(output, [&](const PlaybackReport& report) {
        if (report.ended) {
            ended.set_value();
            return;
        }
        on_the_way += report.part->ms > 0 ? 1 : 0;
        EXPECT_LE(report.part->ms, output.written_ms());
    });
    playback.begin(order_of({tone}, base::Millis(20)), full);
    ASSERT_EQ(ended.get_future().wait_for(std::chrono::seconds(20)), std::future_status::ready);
    EXPECT_GE(on_the_way, 1);
}

/// A sound card whose clock is a quarter faster than ours.
class FastOutput final : public SoundOutput {
public:
    using Clock = std::chrono::steady_clock;
    base::Result<void> open(const Stretch&) override { return {}; }
    std::int64_t frames_ahead() const override { return 300 * frames_per_ms; }
    base::Result<void> write(std::span<const std::int16_t> frames) override {
        written_ += static_cast<std::int64_t>(frames.size());
        last_write_ = Clock::now();
        ++writes_;
        return {};
    }
    std::optional<std::int64_t> frames_waiting() override {
        const auto us =
            std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began_);
        return std::max<std::int64_t>(written_ - us.count() * frames_per_ms * 5 / 4 / 1000, 0);
    }
    base::Result<std::int64_t> start(base::Instant at) override {
        began_ = Clock::now();
        return at.ms * 1000;
    }
    base::Result<std::int64_t> close(bool) override { return written_; }
    [[nodiscard]] base::Millis until_last_write() const {
        return std::chrono::duration_cast<base::Millis>(last_write_ - began_);
    }
    [[nodiscard]] int writes() const { return writes_; }

private:
    std::int64_t written_ = 0;
    Clock::time_point began_;
    Clock::time_point last_write_;
    int writes_ = 0;
};

TEST(Playback, follows_a_loudspeaker_that_runs_ahead_of_our_clock) {
    const TemporaryFolder folder;
    const auto tone = folder.path() / "tone";
    write_tone(tone, 440, 3'000);
    FastOutput output;
    std::promise<PlaybackReport> ended;
    Playback playback(output, [&](const PlaybackReport& report) {
        if (report.ended) {
            ended.set_value(report);
        }
    });
    playback.begin(order_of({tone}, base::Millis(20)), full);
    auto future = ended.get_future();
    ASSERT_EQ(future.wait_for(std::chrono::seconds(20)), std::future_status::ready);
    EXPECT_EQ(future.get().part->ms, 3'000);
    // By our clock the last tenth of a second would be written after 2.7 s.
    EXPECT_LT(output.until_last_write(), base::Millis(2'600));
    EXPECT_EQ(output.writes(), 30); // a tenth of a second each
}

TEST(Playback, a_stop_does_not_count_what_was_written_ahead) {
    const TemporaryFolder folder;
    const auto tone = folder.path() / "tone";
    write_tone(tone, 440, 5'000);
    Stage stage("null");
    const auto order = order_of({tone}, base::Millis(0));
    stage.playback.begin(order, full);
    ASSERT_EQ(stage.sounding.get_future().wait_for(std::chrono::seconds(20)),
              std::future_status::ready);
    stage.playback.stop();
    const auto most = base::Instant{system_microseconds() / 1000} - order.at;
    const auto report = stage.wait();
    EXPECT_FALSE(report.complete);
    EXPECT_GE(report.part->ms, 900);
    EXPECT_LE(report.part->ms, most.count());
}

TEST(Playback, half_the_volume_is_a_quarter_of_the_amplitude) {
    const TemporaryFolder folder;
    const auto tone = folder.path() / "tone";
    write_tone(tone, 440, 400);
    Stage stage("wav:" + (folder.path() / "out").string());
    stage.playback.begin(order_of({tone}, base::Millis(20)), [](base::Instant) { return 50.0; });
    stage.wait();
    const auto loud = decode({tone});
    const auto quiet = samples_of_wav(only_wav(folder.path() / "out"));
    ASSERT_EQ(loud.size(), quiet.size());
    for (std::size_t i = 0; i < loud.size(); ++i) {
        ASSERT_NEAR(quiet[i], loud[i] / 4.0, 1.0);
    }
}

TEST(Playback, a_broken_file_is_reported_as_the_reason) {
    const TemporaryFolder folder;
    ASSERT_TRUE(write_atomically(folder.path() / "x", "not opus"));
    Stage stage("null");
    stage.playback.begin(order_of({folder.path() / "x"}, base::Millis(0)), full);
    EXPECT_EQ(stage.wait().failure->code, "player.media_broken");
}

TEST(Playback, the_alsa_null_device_takes_a_run_in_its_time) {
    const TemporaryFolder folder;
    const auto tone = folder.path() / "tone";
    write_tone(tone, 440, 700);
    Stage stage("alsa:null");
    const auto order = order_of({tone}, base::Millis(100));
    stage.playback.begin(order, full);
    const auto report = stage.wait();
    ASSERT_FALSE(report.failure.has_value()) << report.failure->message.en;
    EXPECT_TRUE(report.complete);
    EXPECT_EQ(report.part->ms, 700);
    EXPECT_GE(base::Instant{system_microseconds() / 1000} - order.at, base::Millis(690));
}

TEST(Playback, an_absent_sound_card_is_a_clear_failure) {
    const TemporaryFolder folder;
    const auto tone = folder.path() / "tone";
    write_tone(tone, 440, 200);
    Stage stage("alsa:no_such_card");
    stage.playback.begin(order_of({tone}, base::Millis(0)), full);
    EXPECT_EQ(stage.wait().failure->code, "player.output");
}

} // namespace

} // namespace player
