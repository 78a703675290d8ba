#include "speech/speech_routes.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "rights/policy.hpp"
#include "rights/request_actor.hpp"
#include "speech/espeak_engine.hpp"
#include "speech/normalize/code_points.hpp"
#include "speech/normalize/normalize.hpp"
#include "speech/speak_text.hpp"
#include "speech/speech_commands.hpp"
#include "speech/speech_word_routes.hpp"
#include "speech/wav.hpp"
#include "json/described.hpp"

namespace speech {

namespace {

using base::Result;
using http::Request;
using http::Response;

constexpr std::size_t reading_bytes_max = 1U << 20U;
constexpr std::size_t preview_letters_max = 3'000; ///< about three minutes

struct ReadingBody {
    std::string text;
    std::optional<area::AreaPath> area;
    std::optional<std::string> voice;
};
BOOST_DESCRIBE_STRUCT(ReadingBody, (), (text, area, voice))

struct PreviewBody {
    std::string text;
    std::optional<area::AreaPath> area;
    std::optional<std::string> voice;
    std::optional<double> rate;
};
BOOST_DESCRIBE_STRUCT(PreviewBody, (), (text, area, voice, rate))

/// In an area: who reads bulletins there. Without one: who reads bulletins anywhere.
Result<void> require_reader(const rights::Actor& actor, const std::optional<area::AreaPath>& area) {
    using rights::Permission;
    if (!area && !rights::areas_with(actor, Permission::read_bulletins).empty()) {
        return {};
    }
    return rights::require(actor, Permission::read_bulletins, area.value_or(area::AreaPath{}));
}

std::string_view name_of_break(Break kind) {
    switch (kind) {
    case Break::sentence:
        return "sentence";
    case Break::paragraph:
        return "paragraph";
    case Break::heading:
        return "heading";
    }
    return "";
}

/// Places as JavaScript counts them: UTF-16 code units. Asked in rising order.
class Utf16Places {
public:
    explicit Utf16Places(std::string_view text) : text_(text) {}
    std::int64_t at(std::size_t byte) {
        while (byte_ < byte) {
            const CodePoint point = decode(text_, byte_);
            byte_ += point.length;
            units_ += point.value > 0xFFFF ? 2 : 1;
        }
        return units_;
    }

private:
    std::string_view text_;
    std::size_t byte_ = 0;
    std::int64_t units_ = 0;
};

boost::json::object to_json(const Reading& reading, std::string_view text) {
    Utf16Places places(text);
    boost::json::array sentences;
    for (const Sentence& sentence : reading.sentences) {
        boost::json::array tokens;
        for (const Token& token : sentence.tokens) {
            const std::int64_t begin = places.at(token.source_begin);
            tokens.push_back(boost::json::object{{"begin", begin},
                                                 {"end", places.at(token.source_end)},
                                                 {"source", token.source_text},
                                                 {"spoken", token.spoken},
                                                 {"kind", name_of(token.kind)}});
        }
        sentences.push_back(
            boost::json::object{{"tokens", std::move(tokens)},
                                {"spoken", spoken_text(sentence)},
                                {"break_after", name_of_break(sentence.break_after)}});
    }
    return {{"sentences", std::move(sentences)}};
}

class SpeechRoutes {
public:
    explicit SpeechRoutes(const SpeechParts& parts) : parts_(parts) {}

    Result<Response> voices(const Request& request) {
        TRY(require_reader(rights::request_actor(request), std::nullopt));
        boost::json::array items;
        for (const Voice& voice : parts_.voices.list()) {
            boost::json::object item{{"id", voice.id},
                                     {"name", voice.name},
                                     {"region", voice.region},
                                     {"engine", voice.engine},
                                     {"default", voice.id == default_voice}};
            if (!voice.warning_vi.empty()) {
                item["warning"] =
                    boost::json::object{{"vi", voice.warning_vi}, {"en", voice.warning_en}};
            }
            items.push_back(std::move(item));
        }
        return http::json_response(
            200, boost::json::serialize(boost::json::object{{"items", std::move(items)}}));
    }

    Result<Response> reading(const Request& request) {
        TRY_ASSIGN(const ReadingBody body, json::read<ReadingBody>(request.body));
        TRY(require_reader(rights::request_actor(request), body.area));
        TRY_ASSIGN(const Voice voice, voice_of(body.voice));
        TRY_ASSIGN(const Reading reading, read(body.text, body.area, voice));
        return http::json_response(200, boost::json::serialize(to_json(reading, body.text)));
    }

    Result<Response> preview(const Request& request) {
        TRY_ASSIGN(const PreviewBody body, json::read<PreviewBody>(request.body));
        TRY(require_reader(rights::request_actor(request), body.area));
        TRY(check_preview(body));
        TRY_ASSIGN(const Voice voice, voice_of(body.voice));
        TRY_ASSIGN(TtsEngine* const engine, parts_.voices.engine_of(voice.id));
        TRY_ASSIGN(const Reading reading, read(body.text, body.area, voice));
        SpeakOptions options;
        options.voice = voice.id;
        options.rate = body.rate.value_or(1.0);
        std::string samples;
        const auto collect = [&](int, std::span<const std::int16_t> sound) -> Result<void> {
            samples.append(reinterpret_cast<const char*>(sound.data()), sound.size_bytes());
            return {};
        };
        TRY_ASSIGN(const SpeechSummary summary,
                   speak(reading, *engine, parts_.cache, options, collect, {}, {}));
        Response response;
        response.headers.emplace("Content-Type", "audio/wav");
        response.headers.emplace("Cache-Control", "private, no-store");
        response.body = wav_header(summary.sample_rate, summary.samples) + samples;
        return response;
    }

private:
    static Result<void> check_preview(const PreviewBody& body) {
        if (base::code_points(body.text) > preview_letters_max) {
            return base::fail(
                base::Fault::too_large, "speech.preview_too_long",
                "Chỉ nghe thử được tối đa 3.000 ký tự một lần. Hãy chọn một đoạn ngắn hơn.",
                "A preview takes at most 3,000 characters. Choose a shorter part.");
        }
        if (body.rate && !(*body.rate >= rate_min && *body.rate <= rate_max)) {
            return base::fail(base::Fault::invalid, "speech.bad_rate",
                              "Tốc độ đọc phải từ 0,5 đến 2.", "The rate must be from 0.5 to 2.");
        }
        return {};
    }

    [[nodiscard]] Result<Voice> voice_of(const std::optional<std::string>& wanted) const {
        if (wanted) {
            return parts_.voices.find(*wanted);
        }
        auto voice = parts_.voices.find(default_voice);
        const auto all = parts_.voices.list();
        return voice || all.empty() ? voice : Result<Voice>(all.front());
    }

    Result<Reading> read(const std::string& text, const std::optional<area::AreaPath>& area,
                         const Voice& voice) {
        Dictionary dictionary;
        if (area) {
            TRY_ASSIGN(const std::vector<SpeechWord> words, parts_.dictionary.in_force(*area));
            dictionary = to_dictionary(words);
        }
        return normalize(text, dictionary, {.region = region_of(voice)});
    }

    SpeechParts parts_;
};

} // namespace

void add_speech_routes(http::Router& router, SpeechParts parts) {
    const auto routes = std::make_shared<SpeechRoutes>(parts);
    using Step = Result<Response> (SpeechRoutes::*)(const Request&);
    const auto add = [&](http::Method method, const char* pattern, http::RouteOptions options,
                         Step step) {
        router.route(method, pattern, options, [routes, step](const Request& request) {
            auto response = ((*routes).*step)(request);
            return response ? std::move(*response)
                            : http::problem_response(response.error(), request);
        });
    };
    add(http::Method::get, "/api/v1/speech/voices", {}, &SpeechRoutes::voices);
    add(http::Method::post, "/api/v1/speech/readings", {.body_bytes_max = reading_bytes_max},
        &SpeechRoutes::reading);
    add(http::Method::post, "/api/v1/speech/previews", {.rate_per_minute = 60},
        &SpeechRoutes::preview);
    add_speech_word_routes(router, parts);
}

} // namespace speech
