#include "speech/speech_word_routes.hpp"

#include "audit/audit.hpp"
#include "base/try.hpp"
#include "http/conditional.hpp"
#include "http/paging.hpp"
#include "rights/policy.hpp"
#include "rights/request_actor.hpp"
#include "speech/speech_json.hpp"
#include "json/described.hpp"

#include <memory>

namespace speech {

namespace {

using base::Result;
using http::Request;
using http::Response;
using rights::Permission;

/// What the client sends. The flags may be left out.
struct WordBody {
    std::optional<area::AreaPath> area; ///< only for a new word
    std::string written;
    std::string spoken;
    std::optional<bool> match_case;
    std::optional<bool> whole_word;
};
BOOST_DESCRIBE_STRUCT(WordBody, (), (area, written, spoken, match_case, whole_word))

SpeechWordText text_of(const WordBody& body) {
    return {.written = body.written,
            .spoken = body.spoken,
            .match_case = body.match_case.value_or(false),
            .whole_word = body.whole_word.value_or(true)};
}

/// The handlers are methods, so that each reads like a list: right, text, change, reply.
class SpeechWordRoutes {
public:
    explicit SpeechWordRoutes(const SpeechParts& parts) : parts_(parts) {}

    Result<Response> list(const Request& request) {
        TRY_ASSIGN(const area::AreaPath area,
                   area::AreaPath::parse(request.query_value("area").value_or("")));
        const rights::Actor& actor = rights::request_actor(request);
        TRY(rights::require(actor, Permission::read_bulletins, area));
        TRY_ASSIGN(const http::Paging paging, http::read_paging(request));
        SpeechWordId after;
        if (!paging.after.empty()) {
            TRY_ASSIGN(after, SpeechWordId::parse(paging.after));
        }
        TRY_ASSIGN(std::vector<SpeechWord> words,
                   parts_.dictionary.list(area, after, static_cast<int>(paging.limit) + 1));
        std::string next;
        if (words.size() > paging.limit) {
            words.resize(paging.limit);
            next = to_text(words.back().id);
        }
        std::vector<std::string> items;
        for (const SpeechWord& word : words) {
            items.push_back(boost::json::serialize(to_json(word, actor)));
        }
        return http::page_response(items, next);
    }

    Result<Response> add(const Request& request) {
        TRY_ASSIGN(const WordBody body, json::read<WordBody>(request.body));
        const rights::Actor& actor = rights::request_actor(request);
        SpeechWord word;
        word.area = body.area.value_or(area::AreaPath{});
        TRY(rights::require(actor, Permission::write_dictionary, word.area));
        word.changed_at = parts_.clock.now();
        word.id = SpeechWordId::make(word.changed_at, parts_.random);
        TRY_ASSIGN(word, with_text(std::move(word), text_of(body)));
        TRY_ASSIGN(word, parts_.dictionary.add(word, recorder(actor, "speech.add_word")));
        Response response = reply(201, word, actor);
        response.headers.emplace("Location", "/api/v1/speech/words/" + to_text(word.id));
        return response;
    }

    Result<Response> read(const Request& request) {
        const rights::Actor& actor = rights::request_actor(request);
        TRY_ASSIGN(const SpeechWord word, visible(request, actor));
        return reply(200, word, actor);
    }

    Result<Response> edit(const Request& request) {
        const rights::Actor& actor = rights::request_actor(request);
        TRY_ASSIGN(SpeechWord word, visible(request, actor));
        TRY(rights::require(actor, Permission::write_dictionary, word.area));
        TRY(http::require_if_match(request, http::version_etag(word.version)));
        TRY_ASSIGN(const WordBody body, json::read<WordBody>(request.body));
        word.changed_at = parts_.clock.now();
        TRY_ASSIGN(word, with_text(std::move(word), text_of(body)));
        TRY_ASSIGN(word, parts_.dictionary.save(word, recorder(actor, "speech.edit_word")));
        return reply(200, word, actor);
    }

    Result<Response> remove(const Request& request) {
        const rights::Actor& actor = rights::request_actor(request);
        TRY_ASSIGN(const SpeechWord word, visible(request, actor));
        TRY(rights::require(actor, Permission::write_dictionary, word.area));
        TRY(parts_.dictionary.remove(word.id, recorder(actor, "speech.remove_word")));
        return http::empty_response(204);
    }

private:
    /// A word of an area that the actor may not see does not exist for them.
    Result<SpeechWord> visible(const Request& request, const rights::Actor& actor) {
        TRY_ASSIGN(const SpeechWordId id, SpeechWordId::parse(request.path_parameter("id")));
        TRY_ASSIGN(SpeechWord word, parts_.dictionary.find(id));
        if (!rights::allows(actor, Permission::read_bulletins, word.area)) {
            return no_word();
        }
        return word;
    }

    [[nodiscard]] boost::json::object to_json(const SpeechWord& word,
                                              const rights::Actor& actor) const {
        boost::json::object json = json::to_value(word).as_object();
        boost::json::array abilities;
        if (rights::allows(actor, Permission::write_dictionary, word.area)) {
            abilities = {"edit", "remove"};
        }
        json["abilities"] = std::move(abilities);
        return json;
    }

    [[nodiscard]] Response reply(int status, const SpeechWord& word,
                                 const rights::Actor& actor) const {
        Response response =
            http::json_response(status, boost::json::serialize(to_json(word, actor)));
        response.headers.emplace("ETag", http::version_etag(word.version));
        return response;
    }

    [[nodiscard]] SpeechWordRecorder recorder(const rights::Actor& actor,
                                              std::string action) const {
        return [this, &actor, action = std::move(action)](storage::Transaction& transaction,
                                                          const std::optional<SpeechWord>& before,
                                                          const std::optional<SpeechWord>& after) {
            const SpeechWord& word = after ? *after : *before;
            audit::append(transaction, actor,
                          {.action = action,
                           .entity = "speech_word/" + to_text(word.id),
                           .area = word.area,
                           .before = before ? json::write(*before) : std::string(),
                           .after = after ? json::write(*after) : std::string(),
                           .note = {}},
                          parts_.clock.now());
        };
    }

    SpeechParts parts_;
};

} // namespace

void add_speech_word_routes(http::Router& router, const SpeechParts& parts) {
    const auto routes = std::make_shared<SpeechWordRoutes>(parts);
    using Step = Result<Response> (SpeechWordRoutes::*)(const Request&);
    const auto add = [&](http::Method method, const char* pattern, Step step, bool once = false) {
        router.route(method, pattern, {.idempotent_by_key = once},
                     [routes, step](const Request& request) {
                         auto response = ((*routes).*step)(request);
                         return response ? std::move(*response)
                                         : http::problem_response(response.error(), request);
                     });
    };
    add(http::Method::get, "/api/v1/speech/words", &SpeechWordRoutes::list);
    add(http::Method::post, "/api/v1/speech/words", &SpeechWordRoutes::add, true);
    add(http::Method::get, "/api/v1/speech/words/{id}", &SpeechWordRoutes::read);
    add(http::Method::put, "/api/v1/speech/words/{id}", &SpeechWordRoutes::edit);
    add(http::Method::delete_, "/api/v1/speech/words/{id}", &SpeechWordRoutes::remove);
}

} // namespace speech
