#include "speech/speak_text.hpp"

#include "speech/child_process.hpp"
#include "speech/limit_peaks.hpp"

#include <algorithm>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <optional>
#include <thread>

namespace speech {

namespace {

int pause_after(const Sentence& sentence, const Pauses& pauses) {
    switch (sentence.break_after) {
    case Break::heading:
        return pauses.heading_ms;
    case Break::paragraph:
        return pauses.paragraph_ms;
    case Break::sentence:
        break;
    }
    return pauses.sentence_ms;
}

/// True for a pause at which a long sentence may be cut: a semicolon early, a comma when it cannot
/// wait.
bool may_cut(const Token& token, std::size_t length, std::size_t length_max) {
    if (token.kind != TokenKind::pause || token.spoken.empty()) {
        return false;
    }
    const char sound = token.spoken.front();
    return sound == ',' ? length >= length_max : length * 3 >= length_max && sound != '.';
}

void add_parts(std::vector<SpeechPart>& out, const Sentence& sentence,
               const SpeakOptions& options) {
    const std::size_t whole = spoken_text(sentence).size();
    Sentence part;
    std::size_t length = 0;
    std::size_t left = whole;
    for (const Token& token : sentence.tokens) {
        part.tokens.push_back(token);
        length += token.spoken.size() + 1;
        left -= std::min(left, token.spoken.size() + 1);
        constexpr std::size_t rest_min = 60; // no crumbs at the end
        if (whole > options.part_bytes_max && left > rest_min &&
            may_cut(token, length, options.part_bytes_max)) {
            out.push_back({spoken_text(part), options.pauses.clause_ms, false});
            part.tokens.clear();
            length = 0;
        }
    }
    std::string text = spoken_text(part);
    if (!text.empty()) {
        out.push_back({std::move(text), pause_after(sentence, options.pauses)});
    } else if (!out.empty()) {
        out.back().ends_sentence = true;
    }
}

/// Engines leave silence of their own at both ends; the pauses are ours.
void trim_silence(Speech& speech) {
    constexpr int quiet = 60;
    const auto heard = [](std::int16_t sample) {
        return std::abs(static_cast<int>(sample)) > quiet;
    };
    const auto margin = static_cast<std::ptrdiff_t>(speech.sample_rate / 50);
    std::vector<std::int16_t>& samples = speech.samples;
    const auto first = std::ranges::find_if(samples, heard);
    if (first == samples.end()) {
        return;
    }
    const auto last = std::find_if(samples.rbegin(), samples.rend(), heard).base();
    samples.erase(std::min(last + margin, samples.end()), samples.end());
    samples.erase(samples.begin(), std::max(first - margin, samples.begin()));
}

/// The work of one call of speak(): a window of parts moves over the text; workers fill it, the
/// caller empties it.
class Speaking {
public:
    Speaking(const std::vector<SpeechPart>& parts, TtsEngine& engine, SpeechCache& cache,
             const SpeakOptions& options)
        : parts_(parts), engine_(engine), cache_(cache), options_(options),
          version_(engine.version() + " parts/1"), done_(parts.size()) {}

    base::Result<SpeechSummary> run(const SpeechSink& sink, const SpeechProgress& progress,
                                    const std::stop_token& outside) {
        const std::stop_callback forward(outside, [this] { end(); });
        std::vector<std::jthread> workers;
        const std::size_t count = std::clamp<std::size_t>(options_.parallel, 1, parts_.size());
        for (std::size_t i = 0; i < count; ++i) {
            workers.emplace_back([this] { work(); });
        }
        auto result = deliver(sink, progress);
        end();
        return result; // the workers are joined before `forward` goes
    }

private:
    struct Made {
        base::Result<Speech> speech;
        bool cached = false;
    };

    void end() {
        stop_.request_stop();
        const std::lock_guard lock(mutex_);
        ended_ = true;
        changed_.notify_all();
    }

    [[nodiscard]] std::size_t window() const {
        return 3 * std::max<std::size_t>(options_.parallel, 1);
    }

    void work() {
        while (true) {
            std::size_t index = 0;
            {
                std::unique_lock lock(mutex_);
                changed_.wait(lock, [this] {
                    return ended_ || next_ >= parts_.size() || next_ < delivered_ + window();
                });
                if (ended_ || next_ >= parts_.size()) {
                    return;
                }
                index = next_++;
            }
            Made made = make(parts_[index].text);
            const std::lock_guard lock(mutex_);
            done_[index] = std::move(made);
            changed_.notify_all();
        }
    }

    Made make(const std::string& text) {
        const SpeechRequest request{.voice = options_.voice, .text = text, .rate = options_.rate};
        const base::Sha256 key = cache_key(request, version_);
        if (auto known = cache_.find(key)) {
            return {std::move(*known), true};
        }
        base::Result<Speech> speech = engine_.synthesise(request, stop_.get_token());
        if (speech) {
            trim_silence(*speech);
            limit_peaks(speech->samples, speech->sample_rate);
            cache_.keep(key, *speech);
        }
        return {std::move(speech), false};
    }

    base::Result<SpeechSummary> deliver(const SpeechSink& sink, const SpeechProgress& progress) {
        SpeechSummary summary;
        summary.parts = parts_.size();
        const std::size_t sentences = count_sentences(parts_);
        std::size_t told = 0;
        for (std::size_t index = 0; index < parts_.size(); ++index) {
            std::optional<Made> made;
            {
                std::unique_lock lock(mutex_);
                changed_.wait(lock, [&] { return ended_ || done_[index].has_value(); });
                if (ended_) {
                    return base::fail(cancelled());
                }
                made = std::move(done_[index]);
                done_[index].reset();
                delivered_ = index + 1;
                changed_.notify_all();
            }
            if (!made->speech) {
                return base::fail(std::move(made->speech).error());
            }
            Speech& speech = *made->speech;
            const int pause_ms = index + 1 < parts_.size() ? parts_[index].pause_ms : 0;
            const auto silence = static_cast<std::size_t>(speech.sample_rate) *
                                 static_cast<std::size_t>(pause_ms) / 1000U;
            speech.samples.insert(speech.samples.end(), silence, 0);
            if (const auto taken = sink(speech.sample_rate, speech.samples); !taken) {
                return base::fail(taken.error());
            }
            if (index == 0 || parts_[index - 1].ends_sentence) {
                summary.sentence_starts.push_back(summary.samples);
            }
            summary.from_cache += made->cached ? 1U : 0U;
            summary.samples += speech.samples.size();
            summary.sample_rate = speech.sample_rate;
            if (progress && parts_[index].ends_sentence) {
                progress(++told, sentences);
            }
        }
        return summary;
    }

    const std::vector<SpeechPart>& parts_;
    TtsEngine& engine_;
    SpeechCache& cache_;
    const SpeakOptions& options_;
    std::string version_;
    std::stop_source stop_;
    std::mutex mutex_; ///< guards the rest
    std::condition_variable changed_;
    std::vector<std::optional<Made>> done_;
    std::size_t next_ = 0;
    std::size_t delivered_ = 0;
    bool ended_ = false;
};

} // namespace

std::vector<SpeechPart> cut_into_parts(const Reading& reading, const SpeakOptions& options) {
    std::vector<SpeechPart> out;
    for (const Sentence& sentence : reading.sentences) {
        add_parts(out, sentence, options);
    }
    return out;
}

std::size_t count_sentences(const std::vector<SpeechPart>& parts) {
    return static_cast<std::size_t>(std::ranges::count(parts, true, &SpeechPart::ends_sentence));
}

base::Error nothing_to_say() {
    return base::refuse(base::Fault::invalid, "speech.nothing_to_say",
                        "Văn bản không có chữ nào đọc được. Hãy nhập nội dung rồi thử lại.",
                        "The text has no words that can be read. Enter a text and try again.");
}

base::Result<SpeechSummary> speak(const Reading& reading, TtsEngine& engine, SpeechCache& cache,
                                  const SpeakOptions& options, const SpeechSink& sink,
                                  const SpeechProgress& progress, const std::stop_token& stop) {
    const std::vector<SpeechPart> parts = cut_into_parts(reading, options);
    if (parts.empty()) {
        return base::fail(nothing_to_say());
    }
    Speaking speaking(parts, engine, cache, options);
    return speaking.run(sink, progress, stop);
}

} // namespace speech
