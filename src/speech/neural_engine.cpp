#include "speech/neural_engine.hpp"

#include "base/try.hpp"
#include "crypto/digest.hpp"
#include "speech/child_process.hpp"
#include "speech/neural_protocol.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace speech {

namespace {

using namespace std::chrono_literals;

constexpr auto load_max = 60s; // a model of 60 MB from a slow disk
constexpr auto sentence_max = 60s;
constexpr std::uint64_t memory_bytes_max = 8ULL
                                           << 30U; // onnxruntime reserves far more than it uses

template <class T>
std::span<char> bytes_of(T& value) {
    return {reinterpret_cast<char*>(&value), sizeof value};
}

base::Result<void> require_file(const std::filesystem::path& path) {
    std::error_code ignored;
    if (std::filesystem::is_regular_file(path, ignored)) {
        return {};
    }
    return base::fail(
        base::Fault::unavailable, "speech.voice_files",
        "Gói giọng đọc thiếu tệp " + path.string() + ". Kiểm tra lại cấu hình giọng đọc.",
        "The voice pack lacks the file " + path.string() + ". Check the configuration.");
}

/// The text of a failure that the child reports.
base::Failure told(TalkingChild& child, std::uint32_t size, const std::stop_token& stop) {
    constexpr std::uint32_t text_max = 500;
    std::string reason(std::min(size, text_max), ' ');
    if (const auto read = child.receive(reason, 1s, stop); !read) {
        return base::fail(read.error());
    }
    return base::fail(engine_failed(reason));
}

} // namespace

base::Result<NeuralVoiceFiles> find_voice_pack(const std::filesystem::path& folder,
                                               std::filesystem::path library,
                                               std::filesystem::path program) {
    NeuralVoiceFiles files{.program = std::move(program), .library = std::move(library)};
    std::error_code failure;
    for (const auto& entry : std::filesystem::directory_iterator(folder, failure)) {
        if (entry.path().extension() == ".onnx" &&
            (files.model.empty() || entry.path() < files.model)) {
            files.model = entry.path();
        }
    }
    if (files.model.empty()) {
        files.model = folder / "model.onnx"; // named in the refusal
    }
    files.tokens = folder / "tokens.txt";
    if (std::filesystem::is_directory(folder / "espeak-ng-data", failure)) {
        files.data_dir = folder / "espeak-ng-data";
    }
    for (const auto* path : {&files.model, &files.tokens}) {
        TRY(require_file(*path));
    }
    const std::string name = files.model.stem().string();
    files.voice.id = "neural-" + name;
    files.voice.name = "Giọng nơ-ron " + name;
    return files;
}

base::Result<std::unique_ptr<NeuralEngine>> NeuralEngine::open(ChildRunner& runner,
                                                               NeuralVoiceFiles files) {
    for (const auto* path : {&files.program, &files.library, &files.model, &files.tokens}) {
        TRY(require_file(*path));
    }
    TRY_ASSIGN(const base::Sha256 model, crypto::sha256_file(files.model));
    std::string version = fmt::format("neural {} {}", base::to_text(model), files.speaker);
    files.voice.engine = "neural";
    return std::unique_ptr<NeuralEngine>(
        new NeuralEngine(runner, std::move(files), std::move(version)));
}

base::Result<TalkingChild> NeuralEngine::start(const std::stop_token& stop) const {
    // The library lies beside its libonnxruntime.so.
    std::vector<std::filesystem::path> readable{files_.library.parent_path(), files_.model,
                                                files_.tokens};
    if (!files_.data_dir.empty()) {
        readable.push_back(files_.data_dir);
    }
    TRY_ASSIGN(TalkingChild child,
               runner_.start({.program = files_.program,
                              .arguments = {files_.library.string(), files_.model.string(),
                                            files_.tokens.string(), files_.data_dir.string(),
                                            std::to_string(files_.speaker)},
                              .readable = std::move(readable),
                              .memory_bytes_max = memory_bytes_max}));
    NeuralReplyHead ready;
    if (const auto told_ready = child.receive(bytes_of(ready), load_max, stop); !told_ready) {
        // The library ends its process over a Piper model that lacks its phoneme files.
        const bool gone = !stop.stop_requested() && files_.data_dir.empty();
        return base::fail(gone ? engine_failed("the model was not loaded; a Piper model needs the "
                                               "folder espeak-ng-data beside it")
                               : told_ready.error());
    }
    if (ready.sample_rate == 0) {
        return told(child, ready.count, stop);
    }
    return child;
}

base::Result<Speech> NeuralEngine::ask(TalkingChild& child, const SpeechRequest& request,
                                       const std::stop_token& stop) const {
    std::string text = request.text;
    std::ranges::replace(text, '\n', ' ');
    const double rate = std::clamp(request.rate, rate_min, rate_max);
    TRY(child.send(fmt::format("{:.3f} {}\n", rate, text), sentence_max, stop));
    NeuralReplyHead head;
    TRY(child.receive(bytes_of(head), sentence_max, stop));
    if (head.sample_rate == 0) {
        return told(child, head.count, stop);
    }
    if (head.sample_rate < 0 || head.count > neural_samples_max) {
        return base::fail(engine_failed("it answered nonsense"));
    }
    Speech speech{.sample_rate = head.sample_rate,
                  .samples = std::vector<std::int16_t>(head.count)};
    TRY(child.receive(
        {reinterpret_cast<char*>(speech.samples.data()), head.count * sizeof(std::int16_t)},
        sentence_max, stop));
    return speech;
}

base::Result<Speech> NeuralEngine::synthesise(const SpeechRequest& request,
                                              const std::stop_token& stop) {
    if (request.voice != files_.voice.id) {
        return base::fail(unknown_voice(request.voice));
    }
    const std::lock_guard lock(mutex_);
    if (!child_) {
        TRY_ASSIGN(child_, start(stop));
    }
    auto speech = ask(*child_, request, stop);
    if (!speech) {
        child_.reset(); // whatever it still has to say belongs to nobody
    }
    return speech;
}

} // namespace speech
