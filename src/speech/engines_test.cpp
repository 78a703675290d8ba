#include "speech/child_process.hpp"
#include "speech/http_engine.hpp"
#include "speech/neural_engine.hpp"
#include "speech/wav.hpp"
#include "testing/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cstdlib>
#include <fstream>
#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

/// Engines beside espeak-ng: the neural voice on a real model that is made here, and a service on a
/// socket of ours.
namespace speech {
namespace {

// ---- neural ----

ChildRunner& plain_runner() {
    static ChildProcess runner;
    return runner;
}

/// Files of the tiny voice, made once; why there are none when the machine lacks the library or
/// python3-onnx.
struct TinyVoice {
    testing_support::TemporaryFolder folder;
    std::string missing;

    TinyVoice() {
        const std::string make =
            "/usr/bin/python3 " NGUON_TINY_VOICE " " + folder.path().string() + " 2>/dev/null";
        if (!std::filesystem::exists(NGUON_SHERPA_LIBRARY)) {
            missing = "no " NGUON_SHERPA_LIBRARY;
        } else if (std::system(make.c_str()) != 0) {
            missing = "no python3-onnx";
        }
    }
    [[nodiscard]] NeuralVoiceFiles files() const {
        return {.program = NGUON_NEURAL_VOICE,
                .library = NGUON_SHERPA_LIBRARY,
                .model = folder.path() / "model.onnx",
                .tokens = folder.path() / "tokens.txt",
                .data_dir = {},
                .speaker = 0,
                .voice = {.id = "tiny",
                          .name = "Giọng thử",
                          .region = "north",
                          .engine = {},
                          .warning_vi = {},
                          .warning_en = {}}};
    }
};

const TinyVoice& tiny() {
    static const TinyVoice voice;
    return voice;
}

class NeuralEngineTest : public testing::Test {
protected:
    void SetUp() override {
        if (!tiny().missing.empty()) {
            GTEST_SKIP() << tiny().missing;
        }
        auto engine = NeuralEngine::open(plain_runner(), tiny().files());
        ASSERT_TRUE(engine.has_value()) << engine.error().message.en;
        engine_ = std::move(*engine);
    }
    base::Result<Speech> say(std::string text, double rate = 1.0) {
        return engine_->synthesise({.voice = "tiny", .text = std::move(text), .rate = rate}, {});
    }
    std::unique_ptr<NeuralEngine> engine_;
};

TEST_F(NeuralEngineTest, a_real_model_is_loaded_and_speaks) {
    const auto speech = say("xin chào bà con.");
    ASSERT_TRUE(speech.has_value()) << speech.error().message.en;
    EXPECT_EQ(speech->sample_rate, 16'000);
    EXPECT_GT(speech->samples.size(), 16'000U / 5);
    EXPECT_TRUE(
        std::ranges::any_of(speech->samples, [](int sample) { return std::abs(sample) > 5'000; }));
    const auto longer = say("xin chào bà con trong ấp, hôm nay trời nắng đẹp.");
    ASSERT_TRUE(longer.has_value());
    EXPECT_GT(longer->samples.size(), speech->samples.size());
    EXPECT_EQ(engine_->voices().front().engine, "neural");
}

TEST_F(NeuralEngineTest, a_cancelled_sentence_does_not_spoil_the_next) {
    std::stop_source stopped;
    stopped.request_stop();
    const auto speech =
        engine_->synthesise({.voice = "tiny", .text = "một.", .rate = 1.0}, stopped.get_token());
    ASSERT_FALSE(speech.has_value());
    EXPECT_EQ(speech.error().code, "speech.cancelled");
    EXPECT_TRUE(say("hai.").has_value());
}

TEST_F(NeuralEngineTest, a_model_that_is_none_is_a_clear_failure) {
    testing_support::TemporaryFolder folder;
    NeuralVoiceFiles files = tiny().files();
    files.model = folder.path() / "model.onnx";
    std::ofstream(files.model) << "this is no model";
    auto engine = NeuralEngine::open(plain_runner(), files);
    ASSERT_TRUE(engine.has_value());
    const auto speech = (*engine)->synthesise({.voice = "tiny", .text = "một.", .rate = 1.0}, {});
    ASSERT_FALSE(speech.has_value());
    EXPECT_EQ(speech.error().code, "speech.engine_failed");
}

TEST(NeuralEngine, a_missing_file_is_named) {
    const auto engine = NeuralEngine::open(
        plain_runner(), {.program = NGUON_NEURAL_VOICE, .library = "/nowhere/lib.so"});
    ASSERT_FALSE(engine.has_value());
    EXPECT_EQ(engine.error().code, "speech.voice_files");
    EXPECT_NE(engine.error().message.vi.find("/nowhere/lib.so"), std::string::npos);
}

TEST_F(NeuralEngineTest, a_voice_pack_is_found_by_its_folder) {
    const auto files =
        find_voice_pack(tiny().folder.path(), NGUON_SHERPA_LIBRARY, NGUON_NEURAL_VOICE);
    ASSERT_TRUE(files.has_value()) << files.error().message.en;
    EXPECT_EQ(files->voice.id, "neural-model");
    auto engine = NeuralEngine::open(plain_runner(), *files);
    ASSERT_TRUE(engine.has_value());
    EXPECT_TRUE((*engine)
                    ->synthesise({.voice = "neural-model", .text = "một.", .rate = 1.0}, {})
                    .has_value());
    testing_support::TemporaryFolder empty;
    const auto nothing = find_voice_pack(empty.path(), NGUON_SHERPA_LIBRARY, NGUON_NEURAL_VOICE);
    ASSERT_FALSE(nothing.has_value());
    EXPECT_EQ(nothing.error().code, "speech.voice_files");
}

TEST(NeuralEngine, a_library_that_is_none_is_a_clear_failure) {
    testing_support::TemporaryFolder folder;
    for (const char* name : {"lib.so", "model.onnx", "tokens.txt"}) {
        std::ofstream(folder.path() / name) << "nothing";
    }
    auto engine = NeuralEngine::open(plain_runner(), {.program = NGUON_NEURAL_VOICE,
                                                      .library = folder.path() / "lib.so",
                                                      .model = folder.path() / "model.onnx",
                                                      .tokens = folder.path() / "tokens.txt",
                                                      .data_dir = {},
                                                      .speaker = 0,
                                                      .voice = {.id = "x"}});
    ASSERT_TRUE(engine.has_value());
    const auto speech = (*engine)->synthesise({.voice = "x", .text = "một.", .rate = 1.0}, {});
    ASSERT_FALSE(speech.has_value());
    EXPECT_NE(speech.error().message.en.find("library"), std::string::npos);
}

// ---- HTTP ----

/// A service on a free port: answers every request with `reply`, keeps what was asked.
class FakeService {
public:
    explicit FakeService(std::string reply) : reply_(std::move(reply)) {
        socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof address;
        EXPECT_EQ(::bind(socket_, reinterpret_cast<sockaddr*>(&address), length), 0);
        EXPECT_EQ(::listen(socket_, 8), 0);
        ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &length);
        port_ = ntohs(address.sin_port);
        thread_ = std::jthread([this] { serve(); });
    }
    ~FakeService() {
        ::shutdown(socket_, SHUT_RDWR);
        thread_.join();
        ::close(socket_);
    }
    [[nodiscard]] std::string url(std::string_view path) const {
        return "http://127.0.0.1:" + std::to_string(port_) + std::string(path);
    }
    /// Only when no request is under way.
    [[nodiscard]] const std::string& asked() const { return asked_; }

private:
    void serve() {
        while (true) {
            const int line = ::accept(socket_, nullptr, nullptr);
            if (line < 0) {
                return;
            }
            asked_.clear();
            std::array<char, 4096> piece{};
            while (!whole(asked_)) {
                const ssize_t got = ::recv(line, piece.data(), piece.size(), 0);
                if (got <= 0) {
                    break;
                }
                asked_.append(piece.data(), static_cast<std::size_t>(got));
            }
            std::string_view left = reply_;
            while (!left.empty()) {
                const ssize_t sent = ::send(line, left.data(), left.size(), MSG_NOSIGNAL);
                if (sent <= 0) {
                    break;
                }
                left.remove_prefix(static_cast<std::size_t>(sent));
            }
            ::close(line);
        }
    }
    static bool whole(const std::string& request) {
        const std::size_t head = request.find("\r\n\r\n");
        if (head == std::string::npos) {
            return false;
        }
        const std::size_t length = request.find("Content-Length: ");
        return length == std::string::npos ||
               request.size() >=
                   head + 4 + std::strtoul(request.c_str() + length + 16, nullptr, 10);
    }

    std::string reply_;
    std::string asked_;
    int socket_ = -1;
    std::uint16_t port_ = 0;
    std::jthread thread_;
};

std::string answer(int status, const std::string& body) {
    return "HTTP/1.1 " + std::to_string(status) +
           " X\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\nConnection: close\r\n\r\n" + body;
}

std::string some_sound() {
    const std::vector<std::int16_t> samples(1'600, 3'000);
    return wav_header(16'000, samples.size()) +
           std::string(reinterpret_cast<const char*>(samples.data()), samples.size() * 2);
}

HttpEngine engine_at(const std::string& url) {
    HttpEngineSettings settings;
    settings.url = url;
    settings.headers = {"Content-Type: application/json", "X-Voice: {voice}"};
    settings.voices = {{.id = "center-1",
                        .name = "Giọng trung tâm",
                        .region = "north",
                        .engine = {},
                        .warning_vi = {},
                        .warning_en = {}}};
    settings.names = {{"center-1", "hn_female"}};
    settings.longest = std::chrono::milliseconds(3'000);
    return HttpEngine(settings);
}

const SpeechRequest hello{.voice = "center-1", .text = "xin \"chào\" {voice}.", .rate = 1.2};

TEST(HttpEngine, fills_the_request_and_reads_the_sound) {
    FakeService service(answer(200, some_sound()));
    HttpEngine engine = engine_at(service.url("/tts?v={voice}&t={text}"));
    const auto speech = engine.synthesise(hello, {});
    ASSERT_TRUE(speech.has_value()) << speech.error().message.en;
    EXPECT_EQ(speech->samples.size(), 1'600U);
    const std::string& asked = service.asked();
    EXPECT_TRUE(
        asked.starts_with("POST /tts?v=hn_female&t=xin%20%22ch%C3%A0o%22%20%7Bvoice%7D. HTTP"))
        << asked;
    EXPECT_NE(asked.find("X-Voice: hn_female"), std::string::npos);
    EXPECT_NE(asked.find(R"({"text":"xin \"chào\" {voice}.","voice":"hn_female","speed":1.20})"),
              std::string::npos)
        << asked;
}

TEST(HttpEngine, what_is_no_sound_is_a_failure) {
    for (const std::string& reply : {answer(200, "hello"), answer(500, some_sound()),
                                     answer(302, ""), std::string("nonsense")}) {
        FakeService service(reply);
        HttpEngine engine = engine_at(service.url("/tts"));
        const auto speech = engine.synthesise(hello, {});
        ASSERT_FALSE(speech.has_value()) << reply;
        EXPECT_EQ(speech.error().fault, base::Fault::unavailable);
    }
}

TEST(HttpEngine, nobody_there_and_foreign_schemes_are_failures) {
    HttpEngine nobody = engine_at("http://127.0.0.1:1/tts");
    EXPECT_EQ(nobody.synthesise(hello, {}).error().code, "speech.engine_failed");
    HttpEngine file = engine_at("file:///etc/passwd");
    EXPECT_EQ(file.synthesise(hello, {}).error().code, "speech.engine_failed");
    EXPECT_EQ(nobody.synthesise({.voice = "x", .text = "a", .rate = 1.0}, {}).error().code,
              "speech.unknown_voice");
}

TEST(HttpEngine, voices_are_read_from_lines) {
    HttpEngineSettings settings;
    ASSERT_TRUE(add_http_voice(settings, "hn-1|Giọng Hà Nội|north|hn_female_1").has_value());
    ASSERT_TRUE(add_http_voice(settings, "sg-1|Giọng Sài Gòn").has_value());
    EXPECT_EQ(settings.voices[0].region, "north");
    EXPECT_EQ(settings.names.at("hn-1"), "hn_female_1");
    EXPECT_EQ(settings.voices[1].name, "Giọng Sài Gòn");
    for (const char* line : {"", "a", "|b", "a|", "a|b|c|d|e"}) {
        EXPECT_EQ(add_http_voice(settings, line).error().code, "speech.bad_voice_line") << line;
    }
}

TEST(HttpEngine, a_stop_ends_the_wait) {
    FakeService service(answer(200, some_sound()));
    HttpEngine engine = engine_at(service.url("/tts"));
    std::stop_source stop;
    stop.request_stop();
    EXPECT_EQ(engine.synthesise(hello, stop.get_token()).error().code, "speech.cancelled");
}

} // namespace
} // namespace speech
