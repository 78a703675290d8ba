#include "app/confined_children.hpp"

#include "speech/espeak_engine.hpp"
#include "speech/neural_engine.hpp"
#include "speech/tts_engine_contract.hpp"
#include "testing/temporary_folder.hpp"

#include <fstream>
#include <thread>

/// Goal: a speech program can do nothing but speak. Method: small Python programs play the hostile
/// voice; the real voices pass the contract of all engines inside the same confines.
namespace app {
namespace {

using namespace std::chrono_literals;

ConfinedChildren& children() {
    static ConfinedChildren confined(media::find_own_program("nguon-sandbox").value());
    return confined;
}

speech::ChildCommand python(const std::string& program) {
    return {.program = "/usr/bin/python3", .arguments = {"-I", "-S", "-c", program}};
}

/// Debian's folder of espeak-ng's files, beside the libraries of this processor.
std::string espeak_data() {
    for (const auto& entry : std::filesystem::directory_iterator("/usr/lib")) {
        if (std::filesystem::exists(entry.path() / "espeak-ng-data")) {
            return entry.path() / "espeak-ng-data";
        }
    }
    return "/usr/share/espeak-ng-data";
}

std::shared_ptr<speech::TtsEngine> espeak() {
    auto engine = speech::EspeakEngine::open(children());
    EXPECT_TRUE(engine.has_value());
    return std::make_shared<speech::EspeakEngine>(std::move(*engine));
}

/// Null where the library or python3-onnx is missing. `data` names espeak-ng's files for a model as
/// Piper's.
std::unique_ptr<speech::NeuralEngine> tiny_voice(const testing_support::TemporaryFolder& folder,
                                                 const std::string& data = "") {
    const std::string make = "/usr/bin/python3 " NGUON_TINY_VOICE " " + folder.path().string() +
                             " " + data + " 2>/dev/null";
    if (!std::filesystem::exists(NGUON_SHERPA_LIBRARY) || std::system(make.c_str()) != 0) {
        return nullptr;
    }
    auto files = speech::find_voice_pack(folder.path(), NGUON_SHERPA_LIBRARY,
                                         media::find_own_program("nguon-neural-voice").value());
    EXPECT_TRUE(files.has_value());
    auto engine = speech::NeuralEngine::open(children(), std::move(*files));
    EXPECT_TRUE(engine.has_value());
    return std::move(*engine);
}

TEST(ConfinedChildren, a_program_gets_its_input_and_gives_its_output) {
    const std::string much(300'000, 'x');
    speech::ChildCommand command{.program = "/bin/cat", .arguments = {}};
    command.input = much;
    EXPECT_EQ(children().run(command, {}).value(), much);
}

TEST(ConfinedChildren, a_hostile_voice_reaches_no_network_no_program_and_no_file) {
    testing_support::TemporaryFolder folder;
    const std::string file = (folder.path() / "out").string();
    const std::string write =
        "import os; f = os.open('" + file + "', os.O_WRONLY | os.O_CREAT); os.write(f, b'x')";
    for (const std::string& attempt :
         {std::string("import socket; socket.socket()"), std::string("import os; os.fork()"), write,
          std::string("x = bytearray(1 << 30)")}) {
        const auto out = children().run(python(attempt), {});
        ASSERT_FALSE(out.has_value()) << attempt;
        EXPECT_EQ(out.error().code, "speech.engine_failed");
    }
    std::error_code missing;
    const auto written = std::filesystem::file_size(file, missing);
    EXPECT_TRUE(missing || written == 0);
}

TEST(ConfinedChildren, a_voice_that_hangs_or_floods_is_ended_and_a_stop_is_heeded) {
    auto hang = python("import time; time.sleep(60)");
    hang.wall_max = 300ms;
    EXPECT_NE(children().run(hang, {}).error().message.en.find("too long"), std::string::npos);
    speech::ChildCommand flood{.program = "/usr/bin/yes", .arguments = {}};
    flood.output_bytes_max = 100'000;
    EXPECT_NE(children().run(flood, {}).error().message.en.find("too much"), std::string::npos);
    std::stop_source stop;
    stop.request_stop();
    EXPECT_EQ(children().run(python("import time; time.sleep(60)"), stop.get_token()).error().code,
              "speech.cancelled");
}

TEST(ConfinedChildren, a_voice_that_stays_is_confined_too) {
    auto child = children().start(python("import os, socket\n"
                                         "try:\n socket.socket(); os.write(1, b'open')\n"
                                         "except OSError: os.write(1, b'shut')"));
    ASSERT_TRUE(child.has_value());
    std::array<char, 4> said{};
    ASSERT_TRUE(child->receive(said, 20s, {}).has_value());
    EXPECT_EQ(std::string_view(said.data(), said.size()), "shut");
}

TEST(ConfinedChildren, a_neural_voice_outlives_the_thread_that_woke_it) {
    testing_support::TemporaryFolder folder;
    const auto engine = tiny_voice(folder);
    if (engine == nullptr) {
        GTEST_SKIP() << "no " NGUON_SHERPA_LIBRARY " or no python3-onnx";
    }
    const auto say = [&] {
        return engine->synthesise({.voice = "neural-model", .text = "một hai.", .rate = 1.0}, {});
    };
    base::Result<speech::Speech> first = base::fail(speech::unknown_voice(""));
    std::thread([&] { first = say(); }).join();
    ASSERT_TRUE(first.has_value()) << first.error().message.en;
    const auto second = say();
    ASSERT_TRUE(second.has_value()) << second.error().message.en;
    EXPECT_EQ(first->samples, second->samples);
}

TEST(ConfinedChildren, a_piper_model_speaks_with_the_phonemes_of_espeak_ng) {
    testing_support::TemporaryFolder folder;
    const auto engine = tiny_voice(folder, espeak_data());
    if (engine == nullptr) {
        GTEST_SKIP() << "no " NGUON_SHERPA_LIBRARY " or no python3-onnx";
    }
    const auto short_text =
        engine->synthesise({.voice = "neural-model", .text = "ba.", .rate = 1.0}, {});
    ASSERT_TRUE(short_text.has_value()) << short_text.error().message.en;
    const auto longer = engine->synthesise(
        {.voice = "neural-model", .text = "ba má đi chợ mua cá.", .rate = 1.0}, {});
    ASSERT_TRUE(longer.has_value()) << longer.error().message.en;
    EXPECT_GT(longer->samples.size(), short_text->samples.size());
}

TEST(ConfinedChildren, a_piper_model_without_espeak_ng_data_says_what_is_missing) {
    testing_support::TemporaryFolder folder;
    auto engine = tiny_voice(folder, espeak_data());
    if (engine == nullptr) {
        GTEST_SKIP() << "no " NGUON_SHERPA_LIBRARY " or no python3-onnx";
    }
    std::filesystem::remove(folder.path() / "espeak-ng-data");
    auto files = speech::find_voice_pack(folder.path(), NGUON_SHERPA_LIBRARY,
                                         media::find_own_program("nguon-neural-voice").value());
    ASSERT_TRUE(files.has_value());
    engine = speech::NeuralEngine::open(children(), std::move(*files)).value();
    const auto speech = engine->synthesise({.voice = "neural-model", .text = "ba.", .rate = 1}, {});
    ASSERT_FALSE(speech.has_value());
    EXPECT_NE(speech.error().message.en.find("espeak-ng-data"), std::string::npos);
}

} // namespace
} // namespace app

namespace speech {
INSTANTIATE_TEST_SUITE_P(Confined, TtsEngineContract,
                         testing::Values(EngineUnderTest{"espeak", [] { return app::espeak(); }}),
                         [](const auto& info) { return info.param.name; });
} // namespace speech
