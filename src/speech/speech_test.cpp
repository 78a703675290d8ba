#include "speech/child_process.hpp"
#include "speech/espeak_engine.hpp"
#include "speech/limit_peaks.hpp"
#include "speech/speak_text.hpp"
#include "speech/speech_cache_files.hpp"
#include "speech/speech_cache_memory.hpp"
#include "speech/speech_commands.hpp"
#include "speech/tts_engine_contract.hpp"
#include "speech/tts_engine_memory.hpp"
#include "speech/wav.hpp"
#include "testing/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <latch>
#include <mutex>
#include <sstream>
#include <thread>

namespace speech {
namespace {

using namespace std::chrono_literals;

const SpeechSink nowhere = [](int, std::span<const std::int16_t>) -> base::Result<void> {
    return {};
};

INSTANTIATE_TEST_SUITE_P(
    Engines, TtsEngineContract,
    testing::Values(EngineUnderTest{"memory", [] { return std::make_shared<TtsEngineMemory>(); }},
                    EngineUnderTest{"espeak",
                                    []() -> std::shared_ptr<TtsEngine> {
                                        static ChildProcess runner;
                                        auto engine = EspeakEngine::open(runner);
                                        EXPECT_TRUE(engine.has_value());
                                        return std::make_shared<EspeakEngine>(std::move(*engine));
                                    }}),
    [](const auto& info) { return info.param.name; });

// ---- children ----

TEST(ChildProcess, gives_back_what_the_program_wrote) {
    ChildProcess runner;
    std::string much(300'000, 'x'); // more than a pipe holds, both ways
    const auto out = runner.run({.program = "/bin/cat", .arguments = {}, .input = much}, {});
    ASSERT_TRUE(out.has_value());
    EXPECT_EQ(*out, much);
}

TEST(ChildProcess, a_program_that_is_not_there_is_a_failure) {
    ChildProcess runner;
    const auto out = runner.run({.program = "/nowhere/espeak", .arguments = {}, .input = "x"}, {});
    ASSERT_FALSE(out.has_value());
    EXPECT_EQ(out.error().code, "speech.engine_failed");
    EXPECT_EQ(out.error().fault, base::Fault::unavailable);
}

TEST(ChildProcess, a_program_that_fails_is_a_failure) {
    ChildProcess runner;
    EXPECT_FALSE(
        runner.run({.program = "/bin/false", .arguments = {}, .input = {}}, {}).has_value());
}

TEST(ChildProcess, a_program_that_reads_nothing_does_not_kill_us) {
    ChildProcess runner;
    const std::string much(1'000'000, 'x');
    EXPECT_TRUE(
        runner.run({.program = "/bin/true", .arguments = {}, .input = much}, {}).has_value());
}

TEST(ChildProcess, a_program_that_hangs_is_ended) {
    ChildProcess runner;
    const auto out = runner.run(
        {.program = "/bin/sleep", .arguments = {"60"}, .input = {}, .wall_max = 50ms}, {});
    ASSERT_FALSE(out.has_value());
    EXPECT_NE(out.error().message.en.find("too long"), std::string::npos);
}

TEST(ChildProcess, a_program_that_floods_is_ended) {
    ChildProcess runner;
    const auto out = runner.run({.program = "/usr/bin/yes",
                                 .arguments = {},
                                 .input = {},
                                 .wall_max = 10s,
                                 .output_bytes_max = 100'000},
                                {});
    ASSERT_FALSE(out.has_value());
    EXPECT_NE(out.error().message.en.find("too much"), std::string::npos);
}

TEST(ChildProcess, a_stop_ends_the_program_at_once) {
    ChildProcess runner;
    std::stop_source stop;
    std::jthread other([&] { stop.request_stop(); });
    const auto out =
        runner.run({.program = "/bin/sleep", .arguments = {"60"}, .input = {}, .wall_max = 30s},
                   stop.get_token());
    ASSERT_FALSE(out.has_value());
    EXPECT_EQ(out.error().code, "speech.cancelled");
}

// ---- WAV ----

TEST(Wav, what_was_written_is_read_again) {
    testing_support::TemporaryFolder folder;
    const std::vector<std::int16_t> samples{0, 1, -1, 32767, -32768};
    WavWriter writer(folder.path() / "a.wav");
    ASSERT_TRUE(writer.write(16'000, samples).has_value());
    ASSERT_TRUE(writer.write(16'000, samples).has_value());
    ASSERT_TRUE(writer.finish().has_value());
    std::ifstream file(folder.path() / "a.wav", std::ios::binary);
    const auto read = parse_wav(std::string(std::istreambuf_iterator<char>(file), {}));
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read->sample_rate, 16'000);
    EXPECT_EQ(read->samples.size(), 10U);
    EXPECT_EQ(read->samples[3], 32767);
}

TEST(Wav, a_cut_or_foreign_file_is_refused) {
    EXPECT_FALSE(parse_wav("").has_value());
    EXPECT_FALSE(parse_wav("RIFF").has_value());
    EXPECT_FALSE(parse_wav("ID3 not a wave file at all").has_value());
    const std::string head = wav_header(8'000, 4);
    for (std::size_t length = 0; length < 44; ++length) {
        EXPECT_FALSE(parse_wav(std::string_view(head).substr(0, length)).has_value()) << length;
    }
    std::string eight_bits = head;
    eight_bits[34] = 8;
    EXPECT_EQ(parse_wav(eight_bits + "abcdefgh").error().code, "speech.bad_sound");
}

TEST(Wav, a_folder_that_is_not_there_is_a_clear_failure) {
    WavWriter writer("/nowhere/at/all.wav");
    const std::vector<std::int16_t> samples{1};
    const auto written = writer.write(8'000, samples);
    ASSERT_FALSE(written.has_value());
    EXPECT_EQ(written.error().code, "speech.cannot_write");
}

// ---- cache ----

class CacheContract : public testing::TestWithParam<bool> {
protected:
    void SetUp() override {
        if (GetParam()) {
            cache_ = std::make_unique<SpeechCacheFiles>(folder_.path(), 10'000);
        } else {
            cache_ = std::make_unique<SpeechCacheMemory>(10'000);
        }
    }
    static base::Sha256 key(std::uint8_t number) {
        base::Sha256 out;
        out.bytes[0] = number;
        return out;
    }
    testing_support::TemporaryFolder folder_;
    std::unique_ptr<SpeechCache> cache_;
};

TEST_P(CacheContract, gives_back_what_was_kept) {
    EXPECT_FALSE(cache_->find(key(1)).has_value());
    cache_->keep(key(1), {.sample_rate = 22'050, .samples = {1, -2, 3}});
    const auto found = cache_->find(key(1));
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(found->sample_rate, 22'050);
    EXPECT_EQ(found->samples, (std::vector<std::int16_t>{1, -2, 3}));
    EXPECT_FALSE(cache_->find(key(2)).has_value());
}

TEST_P(CacheContract, stays_within_its_limit) {
    for (std::uint8_t i = 0; i < 50; ++i) {
        cache_->keep(key(i), {.sample_rate = 8'000, .samples = std::vector<std::int16_t>(500, 1)});
    }
    int kept = 0;
    for (std::uint8_t i = 0; i < 50; ++i) {
        kept += cache_->find(key(i)).has_value() ? 1 : 0;
    }
    EXPECT_GT(kept, 0);
    EXPECT_LE(kept, 10);
}

INSTANTIATE_TEST_SUITE_P(Backends, CacheContract, testing::Bool(),
                         [](const auto& info) { return info.param ? "files" : "memory"; });

TEST(SpeechCacheFiles, a_damaged_file_is_as_good_as_none) {
    testing_support::TemporaryFolder folder;
    SpeechCacheFiles cache(folder.path(), 10'000);
    const base::Sha256 key;
    cache.keep(key, {.sample_rate = 8'000, .samples = {1, 2, 3}});
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path())) {
        if (entry.is_regular_file()) {
            std::filesystem::resize_file(entry.path(), entry.file_size() - 1);
        }
    }
    EXPECT_FALSE(cache.find(key).has_value());
}

TEST(SpeechCacheFiles, keeps_across_a_restart) {
    testing_support::TemporaryFolder folder;
    const base::Sha256 key;
    SpeechCacheFiles(folder.path(), 10'000).keep(key, {.sample_rate = 8'000, .samples = {7}});
    EXPECT_TRUE(SpeechCacheFiles(folder.path(), 10'000).find(key).has_value());
}

TEST(CacheKey, everything_that_decides_the_sound_decides_the_key) {
    const SpeechRequest request{.voice = "a", .text = "xin chào", .rate = 1.0};
    const base::Sha256 key = cache_key(request, "1");
    EXPECT_EQ(cache_key(request, "1"), key);
    EXPECT_NE(cache_key(request, "2"), key);
    SpeechRequest other = request;
    other.rate = 1.1;
    EXPECT_NE(cache_key(other, "1"), key);
    other = request;
    other.voice = "b";
    EXPECT_NE(cache_key(other, "1"), key);
    EXPECT_NE(cache_key({.voice = "ab", .text = "c", .rate = 1.0}, "1"),
              cache_key({.voice = "a", .text = "bc", .rate = 1.0}, "1"));
}

// ---- cutting ----

TEST(CutIntoParts, sentences_paragraphs_and_headings_have_their_pauses) {
    const SpeakOptions options{.voice = "memory"};
    const auto parts =
        cut_into_parts(normalize("THÔNG BÁO\nMột câu. Hai câu.\nĐoạn sau."), options);
    ASSERT_EQ(parts.size(), 4U);
    EXPECT_EQ(parts[0], (SpeechPart{"thông báo.", options.pauses.heading_ms}));
    EXPECT_EQ(parts[1], (SpeechPart{"Một câu.", options.pauses.sentence_ms}));
    EXPECT_EQ(parts[2], (SpeechPart{"Hai câu.", options.pauses.paragraph_ms}));
    EXPECT_EQ(parts[3], (SpeechPart{"Đoạn sau.", options.pauses.paragraph_ms}));
}

TEST(CutIntoParts, a_long_sentence_is_cut_at_its_pauses_and_loses_nothing) {
    std::string text;
    for (int i = 0; i < 60; ++i) {
        text += "bà con trong ấp chú ý" + std::string(i % 5 == 4 ? "; " : ", ");
    }
    const Reading reading = normalize(text);
    const SpeakOptions options{.voice = "memory"};
    const auto parts = cut_into_parts(reading, options);
    EXPECT_GT(parts.size(), 3U);
    std::string joined;
    for (const SpeechPart& part : parts) {
        EXPECT_LE(part.text.size(), options.part_bytes_max * 2);
        joined += (joined.empty() ? "" : " ") + part.text;
    }
    EXPECT_EQ(joined, spoken_text(reading));
    EXPECT_EQ(count_sentences(parts), 1U);
}

// ---- speaking ----

class Speak : public testing::Test {
protected:
    base::Result<SpeechSummary> run(const Reading& reading, const SpeechSink& sink,
                                    const std::stop_token& stop = {}) {
        return speak(reading, engine_, cache_, options_, sink, {}, stop);
    }
    TtsEngineMemory engine_;
    SpeechCacheMemory cache_;
    SpeakOptions options_{.voice = "memory", .rate = 1.0, .pauses = {}, .parallel = 4};
    Reading reading_ = normalize("Câu một. Câu số hai. Câu thứ ba dài hơn.\nĐoạn cuối.");
};

TEST_F(Speak, sound_comes_in_order_with_pauses_between) {
    // The first sentence is made last.
    std::latch others(3);
    engine_.before = [&](const SpeechRequest& request,
                         const std::stop_token&) -> base::Result<void> {
        if (request.text == "Câu một.") {
            others.wait();
        } else {
            others.count_down();
        }
        return {};
    };
    std::vector<std::size_t> lengths;
    const auto summary =
        run(reading_, [&](int, std::span<const std::int16_t> samples) -> base::Result<void> {
            lengths.push_back(samples.size());
            return {};
        });
    ASSERT_TRUE(summary.has_value());
    const auto expected = [](std::string_view text, int pause_ms) {
        return text.size() * 80 + static_cast<std::size_t>(pause_ms) * 8;
    };
    EXPECT_EQ(lengths, (std::vector<std::size_t>{
                           expected("Câu một.", 450), expected("Câu số hai.", 450),
                           expected("Câu thứ ba dài hơn.", 800), expected("Đoạn cuối.", 0)}));
}

TEST_F(Speak, what_was_said_before_comes_from_the_cache) {
    ASSERT_TRUE(run(reading_, nowhere).has_value());
    const int calls = engine_.calls;
    const auto again = run(reading_, nowhere);
    ASSERT_TRUE(again.has_value());
    EXPECT_EQ(again->from_cache, 4U);
    EXPECT_EQ(engine_.calls, calls);
    engine_.version_text = "memory/2";
    ASSERT_TRUE(run(reading_, nowhere).has_value());
    EXPECT_EQ(engine_.calls, calls * 2);
}

TEST_F(Speak, progress_counts_up_to_the_end) {
    std::vector<std::size_t> seen;
    const auto summary = speak(reading_, engine_, cache_, options_, nowhere,
                               [&](std::size_t done, std::size_t total) {
                                   EXPECT_EQ(total, 4U);
                                   seen.push_back(done);
                               },
                               {});
    ASSERT_TRUE(summary.has_value());
    EXPECT_EQ(seen, (std::vector<std::size_t>{1, 2, 3, 4}));
}

TEST_F(Speak, a_failing_engine_ends_it_with_its_reason) {
    engine_.before = [](const SpeechRequest& request,
                        const std::stop_token&) -> base::Result<void> {
        if (request.text == "Câu số hai.") {
            return base::fail(engine_failed("test"));
        }
        return {};
    };
    int heard = 0;
    const auto summary =
        run(reading_, [&](int, std::span<const std::int16_t>) -> base::Result<void> {
            ++heard;
            return {};
        });
    ASSERT_FALSE(summary.has_value());
    EXPECT_EQ(summary.error().code, "speech.engine_failed");
    EXPECT_EQ(heard, 1);
}

TEST_F(Speak, a_stop_is_obeyed_while_the_engine_works) {
    std::stop_source stop;
    std::latch working(1);
    std::once_flag once;
    engine_.before = [&](const SpeechRequest&, const std::stop_token& inner) -> base::Result<void> {
        std::call_once(once, [&] { working.count_down(); });
        std::mutex mutex;
        std::condition_variable_any wake;
        std::unique_lock lock(mutex);
        wake.wait(lock, inner, [] { return false; });
        return base::fail(cancelled());
    };
    std::jthread other([&] {
        working.wait();
        stop.request_stop();
    });
    const auto summary = run(reading_, nowhere, stop.get_token());
    ASSERT_FALSE(summary.has_value());
    EXPECT_EQ(summary.error().code, "speech.cancelled");
}

TEST_F(Speak, a_full_disk_ends_it) {
    const auto summary =
        run(reading_, [](int, std::span<const std::int16_t>) -> base::Result<void> {
            return base::fail(base::Fault::unavailable, "test.full", "", "");
        });
    ASSERT_FALSE(summary.has_value());
    EXPECT_EQ(summary.error().code, "test.full");
}

TEST_F(Speak, a_text_without_words_is_refused) {
    const auto summary = run(normalize("--- ***"), nowhere);
    ASSERT_FALSE(summary.has_value());
    EXPECT_EQ(summary.error().code, "speech.nothing_to_say");
}

// ---- peaks ----

TEST(LimitPeaks, a_lone_peak_comes_down_and_the_speech_stays) {
    std::vector<std::int16_t> samples(8'000);
    for (std::size_t i = 0; i < samples.size(); ++i) {
        samples[i] = static_cast<std::int16_t>(i % 2 == 0 ? 2'000 : -2'000);
    }
    samples[4'000] = 30'000;
    const std::vector<std::int16_t> before = samples;
    limit_peaks(samples, 8'000);
    EXPECT_LT(samples[4'000], 7'000);
    EXPECT_GT(samples[4'000], 5'000);
    EXPECT_EQ(samples[3'000], before[3'000]);
    EXPECT_EQ(samples[5'000], before[5'000]);
}

TEST(LimitPeaks, even_speech_and_silence_stay_as_they_are) {
    std::vector<std::int16_t> even(8'000, 5'000);
    std::vector<std::int16_t> silence(8'000, 0);
    std::vector<std::int16_t> short_one{1, 2, 3};
    limit_peaks(even, 8'000);
    limit_peaks(silence, 8'000);
    limit_peaks(short_one, 8'000);
    EXPECT_EQ(even, std::vector<std::int16_t>(8'000, 5'000));
    EXPECT_EQ(silence, std::vector<std::int16_t>(8'000, 0));
    EXPECT_EQ(short_one, (std::vector<std::int16_t>{1, 2, 3}));
}

// ---- commands ----

std::string normalized_lines(const std::string& text, bool document = false) {
    std::istringstream in(text);
    std::ostringstream out;
    std::ostringstream errors;
    NormalizeCommand command;
    command.document = document;
    EXPECT_EQ(run_speech_normalize(command, in, out, errors), 0);
    EXPECT_EQ(errors.str(), "");
    return out.str();
}

TEST(NormalizeCommand, one_line_in_is_one_line_out) {
    EXPECT_EQ(normalized_lines("UBND xã\n\n7h30. Họp ở ấp 3.\n  \nA\n"),
              "ủy ban nhân dân xã.\n\nbảy giờ ba mươi phút. Họp ở ấp ba.\n\na.\n");
}

TEST(NormalizeCommand, a_document_keeps_its_lines_and_reads_across_them) {
    EXPECT_EQ(
        normalized_lines("Nghị định số 49/2024/NĐ-\n\nCP của Chính phủ\n\nvề truyền thanh.\n",
                         true),
        "Nghị định số bốn mươi chín, năm hai nghìn không trăm hai mươi tư, nghị định chính phủ,\n\n"
        "của Chính phủ\n\nvề truyền thanh.\n");
}

class SayCommandTest : public testing::Test {
protected:
    void SetUp() override { voices_.add(engine_); }
    int run(const SayCommand& command, const std::string& text) {
        std::istringstream in(text);
        return run_speech_say(command, voices_, cache_, in, out_, errors_, {});
    }
    TtsEngineMemory engine_;
    Voices voices_;
    SpeechCacheMemory cache_;
    std::ostringstream out_;
    std::ostringstream errors_;
    testing_support::TemporaryFolder folder_;
};

TEST_F(SayCommandTest, writes_a_wav_file) {
    SayCommand command;
    command.voice = "memory";
    command.out = folder_.path() / "a.wav";
    ASSERT_EQ(run(command, "Xin chào.\nBà con."), 0) << errors_.str();
    std::ifstream file(command.out, std::ios::binary);
    EXPECT_TRUE(parse_wav(std::string(std::istreambuf_iterator<char>(file), {})).has_value());
}

TEST_F(SayCommandTest, gives_the_sound_to_the_finish_of_the_program) {
    SayCommand command;
    command.voice = "memory";
    command.out = folder_.path() / "a.opus";
    std::filesystem::path seen;
    command.finish = [&](const std::filesystem::path& wav, const std::filesystem::path& out,
                         const std::stop_token&) -> base::Result<void> {
        seen = wav;
        EXPECT_GT(std::filesystem::file_size(wav), 44U);
        std::ofstream(out) << "opus";
        return {};
    };
    ASSERT_EQ(run(command, "Xin chào."), 0) << errors_.str();
    EXPECT_TRUE(std::filesystem::exists(command.out));
    EXPECT_FALSE(std::filesystem::exists(seen));
}

TEST_F(SayCommandTest, wrong_wishes_are_refused_with_a_message) {
    SayCommand command;
    command.voice = "nobody";
    command.out = folder_.path() / "a.wav";
    EXPECT_EQ(run(command, "Xin chào."), 1);
    EXPECT_NE(errors_.str().find("giọng"), std::string::npos);
    command.voice = "memory";
    command.out = folder_.path() / "a.mp3";
    EXPECT_EQ(run(command, "Xin chào."), 1);
    command.out = folder_.path() / "a.wav";
    EXPECT_EQ(run(command, "..."), 1);
    EXPECT_EQ(run(command, "\xFF\xFE"), 1);
    command.text = folder_.path() / "none.txt";
    EXPECT_EQ(run(command, ""), 1);
}

} // namespace
} // namespace speech
