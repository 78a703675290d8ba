// Goal: what an officer sees of a long text being spoken is counted in sentences, and every
// sentence can be found again in the sound.
#include "speech/speak_text.hpp"
#include "speech/speech_cache_memory.hpp"
#include "speech/tts_engine_memory.hpp"

#include <gtest/gtest.h>

namespace speech {

namespace {

TEST(SpeechProgress, a_long_sentence_counts_once_and_every_sentence_knows_where_it_begins) {
    TtsEngineMemory engine;
    SpeechCacheMemory cache;
    SpeakOptions options;
    options.voice = "memory";
    options.part_bytes_max = 60;
    const Reading reading = normalize("Bà con trong ấp chú ý; bà con ngoài ấp chú ý; chiều nay họp "
                                      "ở nhà văn hóa ấp Vĩnh Đông; nhớ đến đông đủ. Xin cảm ơn.");
    ASSERT_GT(cut_into_parts(reading, options).size(), 2U);
    std::vector<std::size_t> seen;
    std::vector<std::uint64_t> ends{0};
    const auto summary = speak(
        reading, engine, cache, options,
        [&](int, std::span<const std::int16_t> samples) -> base::Result<void> {
            ends.push_back(ends.back() + samples.size());
            return {};
        },
        [&](std::size_t done, std::size_t total) {
            EXPECT_EQ(total, 2U);
            seen.push_back(done);
        },
        {});
    ASSERT_TRUE(summary.has_value());
    EXPECT_EQ(seen, (std::vector<std::size_t>{1, 2}));
    EXPECT_EQ(summary->sentence_starts, (std::vector<std::uint64_t>{0, ends[ends.size() - 2]}));
}

} // namespace

} // namespace speech
