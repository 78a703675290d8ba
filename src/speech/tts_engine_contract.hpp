#pragma once

#include "speech/tts_engine.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

namespace speech {

/// What every engine promises. `make` gives a ready engine and how many seconds it may need for the
/// test sentence.
struct EngineUnderTest {
    std::string name;
    std::function<std::shared_ptr<TtsEngine>()> make;
};

class TtsEngineContract : public testing::TestWithParam<EngineUnderTest> {
protected:
    std::shared_ptr<TtsEngine> engine_ = GetParam().make();
    [[nodiscard]] SpeechRequest request(std::string text) const {
        return {.voice = engine_->voices().front().id, .text = std::move(text), .rate = 1.0};
    }
};

TEST_P(TtsEngineContract, has_at_least_one_voice_with_a_name) {
    ASSERT_FALSE(engine_->voices().empty());
    for (const Voice& voice : engine_->voices()) {
        EXPECT_FALSE(voice.id.empty());
        EXPECT_FALSE(voice.name.empty());
        EXPECT_EQ(voice.warning_vi.empty(), voice.warning_en.empty());
    }
    EXPECT_FALSE(engine_->version().empty());
}

TEST_P(TtsEngineContract, a_sentence_becomes_sound) {
    const auto speech = engine_->synthesise(request("xin chào bà con."), {});
    ASSERT_TRUE(speech.has_value()) << speech.error().message.en;
    EXPECT_GE(speech->sample_rate, 8'000);
    EXPECT_GT(speech->samples.size(), static_cast<std::size_t>(speech->sample_rate) / 20);
    EXPECT_TRUE(
        std::ranges::any_of(speech->samples, [](int sample) { return std::abs(sample) > 500; }));
}

TEST_P(TtsEngineContract, a_longer_sentence_is_longer) {
    const auto one = engine_->synthesise(request("xin chào."), {});
    const auto many =
        engine_->synthesise(request("xin chào bà con trong ấp, hôm nay trời nắng đẹp."), {});
    ASSERT_TRUE(one.has_value() && many.has_value());
    EXPECT_GT(many->samples.size(), one->samples.size());
}

TEST_P(TtsEngineContract, an_unknown_voice_is_refused) {
    const auto speech =
        engine_->synthesise({.voice = "nobody", .text = "xin chào.", .rate = 1.0}, {});
    ASSERT_FALSE(speech.has_value());
    EXPECT_EQ(speech.error().code, "speech.unknown_voice");
    EXPECT_EQ(speech.error().fault, base::Fault::not_found);
}

} // namespace speech
