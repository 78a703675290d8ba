#include "speech/speech_routes.hpp"

#include "audit/audit.hpp"
#include "rights/actor.hpp"
#include "speech/speech_cache_memory.hpp"
#include "speech/speech_dictionary_sql.hpp"
#include "speech/tts_engine_memory.hpp"
#include "speech/wav.hpp"
#include "testing/manual_clock.hpp"
#include "testing/seeded_random.hpp"
#include "testing/temporary_database.hpp"

#include <boost/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

/// The routes on the router, without a server: a real database, an engine of levels, actors of
/// several roles.
namespace speech {
namespace {

using http::Method;
using http::Response;
using rights::Role;

class SpeechRoutesTest : public testing::Test {
protected:
    SpeechRoutesTest() {
        voices_.add(engine_);
        add_speech_routes(router_, {.dictionary = dictionary_,
                                    .voices = voices_,
                                    .cache = cache_,
                                    .clock = clock_,
                                    .random = random_});
        actor_.name = "Nguyễn Thị Bình";
        actor_.user = rights::UserId::make(clock_.now(), random_);
        grant(Role::composer, "91/31069");
    }

    void grant(Role role, const char* area) {
        actor_.grants = {{role, area::AreaPath::parse(area).value()}};
    }

    Response ask(Method method, const std::string& path, const std::string& body = "",
                 const http::Headers& headers = {},
                 const std::map<std::string, std::string>& query = {}) {
        http::Match match = router_.match(method, path);
        if (match.route == nullptr) {
            return http::empty_response(404);
        }
        http::Request request;
        request.method = method;
        request.path = path;
        request.query = query;
        request.headers = headers;
        request.body = body;
        request.path_parameters = std::move(match.parameters);
        request.context = actor_;
        return match.route->handler(request);
    }
    static boost::json::object json(const Response& response) {
        return boost::json::parse(response.body).as_object();
    }
    static std::string code(const Response& response) {
        return std::string(json(response).at("code").as_string());
    }
    Response add_word(const char* written = "TTDVTH", const char* spoken = "trung tâm") {
        return ask(Method::post, "/api/v1/speech/words",
                   R"({"area":"91/31069","written":")" + std::string(written) + R"(","spoken":")" +
                       std::string(spoken) + R"("})");
    }

    testing_support::ManualClock clock_{base::Instant{1'780'272'000'000}};
    testing_support::SeededRandom random_{3};
    testing_support::TemporaryDatabase database_{testing_support::Engine::sqlite};
    SpeechDictionarySql dictionary_{database_.database()};
    TtsEngineMemory engine_;
    Voices voices_;
    SpeechCacheMemory cache_;
    http::Router router_;
    rights::Actor actor_;
};

TEST_F(SpeechRoutesTest, a_reading_tells_word_by_word_what_will_be_said) {
    const Response response =
        ask(Method::post, "/api/v1/speech/readings", R"({"text":"😀 Họp 7h30"})");
    ASSERT_EQ(response.status, 200);
    const auto reading = json(response);
    const auto& sentence = reading.at("sentences").as_array().at(0).as_object();
    EXPECT_EQ(sentence.at("spoken").as_string(), "Họp bảy giờ ba mươi phút.");
    const auto& time = sentence.at("tokens").as_array().at(2).as_object();
    EXPECT_EQ(time.at("source").as_string(), "7h30");
    EXPECT_EQ(time.at("kind").as_string(), "time");
    EXPECT_EQ(time.at("begin").as_int64(), 7); // the emoji counts two, as in JavaScript
    EXPECT_EQ(time.at("end").as_int64(), 11);
}

TEST_F(SpeechRoutesTest, a_reading_uses_the_words_of_the_area) {
    ASSERT_EQ(add_word("UBND", "ủy ban").status, 201);
    const auto read = [&](const char* body) {
        return std::string(json(ask(Method::post, "/api/v1/speech/readings", body))
                               .at("sentences")
                               .as_array()
                               .at(0)
                               .as_object()
                               .at("spoken")
                               .as_string());
    };
    EXPECT_EQ(read(R"({"text":"UBND","area":"91/31069"})"), "ủy ban.");
    EXPECT_EQ(read(R"({"text":"UBND"})"), "ủy ban nhân dân.");
}

TEST_F(SpeechRoutesTest, who_may_not_read_bulletins_gets_no_reading) {
    EXPECT_EQ(ask(Method::post, "/api/v1/speech/readings", R"({"text":"a","area":"96"})").status,
              403);
    grant(Role::technician, "91");
    EXPECT_EQ(ask(Method::post, "/api/v1/speech/readings", R"({"text":"a"})").status, 403);
    EXPECT_EQ(ask(Method::get, "/api/v1/speech/voices").status, 403);
}

TEST_F(SpeechRoutesTest, wrong_bodies_are_refused_with_the_member) {
    for (const char* body :
         {"", "[]", "{}", R"({"text":5})", R"({"text":"a","colour":1})", "{\"text\":\"\xFF\"}"}) {
        EXPECT_EQ(ask(Method::post, "/api/v1/speech/readings", body).status, 400) << body;
    }
    EXPECT_EQ(
        code(ask(Method::post, "/api/v1/speech/readings", R"({"text":"a","voice":"nobody"})")),
        "speech.unknown_voice");
}

TEST_F(SpeechRoutesTest, a_preview_is_a_wav_file) {
    const Response response =
        ask(Method::post, "/api/v1/speech/previews", R"({"text":"Xin chào. Bà con."})");
    ASSERT_EQ(response.status, 200);
    EXPECT_EQ(response.headers.find("Content-Type")->second, "audio/wav");
    const auto speech = parse_wav(response.body);
    ASSERT_TRUE(speech.has_value());
    EXPECT_GT(speech->samples.size(), 1'000U);
}

TEST_F(SpeechRoutesTest, a_preview_has_its_limits) {
    EXPECT_EQ(code(ask(Method::post, "/api/v1/speech/previews",
                       R"({"text":")" + std::string(3'001, 'a') + R"("})")),
              "speech.preview_too_long");
    EXPECT_EQ(code(ask(Method::post, "/api/v1/speech/previews", R"({"text":"a","rate":9})")),
              "speech.bad_rate");
    EXPECT_EQ(code(ask(Method::post, "/api/v1/speech/previews", R"({"text":"..."})")),
              "speech.nothing_to_say");
}

TEST_F(SpeechRoutesTest, voices_are_listed) {
    const auto list = json(ask(Method::get, "/api/v1/speech/voices"));
    EXPECT_EQ(list.at("items").as_array().at(0).as_object().at("id").as_string(), "memory");
}

TEST_F(SpeechRoutesTest, a_word_is_added_edited_and_removed_and_audited) {
    const Response added = add_word();
    ASSERT_EQ(added.status, 201) << added.body;
    const std::string path = added.headers.find("Location")->second;
    const std::string etag = added.headers.find("ETag")->second;
    EXPECT_THAT(json(added).at("abilities").as_array(), testing::SizeIs(2));
    const std::string edit = R"({"written":"TTDVTH","spoken":"trung tâm tổng hợp"})";
    EXPECT_EQ(ask(Method::put, path, edit, {{"If-Match", "\"99\""}}).status, 412);
    const Response edited = ask(Method::put, path, edit, {{"If-Match", etag}});
    ASSERT_EQ(edited.status, 200) << edited.body;
    EXPECT_EQ(json(edited).at("spoken").as_string(), "trung tâm tổng hợp");
    EXPECT_EQ(ask(Method::delete_, path).status, 204);
    EXPECT_EQ(ask(Method::get, path).status, 404);
    const auto log = database_->read(
        [&](storage::Connection& connection) -> base::Result<std::vector<std::string>> {
            std::vector<std::string> actions;
            for (const auto& entry : audit::list(connection, {.areas = {area::AreaPath{}}})) {
                actions.push_back(entry.action);
            }
            return actions;
        });
    EXPECT_THAT(log.value(),
                testing::ElementsAre("speech.remove_word", "speech.edit_word", "speech.add_word"));
}

TEST_F(SpeechRoutesTest, only_who_may_write_the_dictionary_of_the_area_changes_it) {
    const std::string path = add_word().headers.find("Location")->second;
    grant(Role::approver, "91/31069");
    EXPECT_EQ(add_word("ABC").status, 403);
    EXPECT_EQ(ask(Method::delete_, path).status, 403);
    EXPECT_THAT(json(ask(Method::get, path)).at("abilities").as_array(), testing::SizeIs(0));
    grant(Role::composer, "96");
    EXPECT_EQ(ask(Method::get, path).status, 404); // of another province: as if it were not there
    EXPECT_EQ(ask(Method::get, "/api/v1/speech/words", "", {}, {{"area", "91/31069"}}).status, 403);
}

TEST_F(SpeechRoutesTest, bad_and_double_words_are_refused) {
    EXPECT_EQ(code(add_word("X", "UBND 5")), "speech.bad_word");
    ASSERT_EQ(add_word().status, 201);
    const Response again = add_word("ttdvth");
    EXPECT_EQ(again.status, 409);
    EXPECT_EQ(code(again), "speech.word_exists");
}

TEST_F(SpeechRoutesTest, a_long_list_has_pages) {
    for (int i = 0; i < 5; ++i) {
        ASSERT_EQ(add_word(("W" + std::to_string(i)).c_str()).status, 201);
        clock_.advance(base::Millis{1});
    }
    std::map<std::string, std::string> query{{"area", "91/31069"}, {"limit", "2"}};
    std::vector<std::string> seen;
    for (int page = 0; page < 3; ++page) {
        const auto list = json(ask(Method::get, "/api/v1/speech/words", "", {}, query));
        for (const auto& item : list.at("items").as_array()) {
            seen.emplace_back(item.as_object().at("written").as_string());
        }
        if (!list.contains("next")) {
            break;
        }
        query["after"] = std::string(list.at("next").as_string());
    }
    EXPECT_THAT(seen, testing::ElementsAre("W0", "W1", "W2", "W3", "W4"));
}

} // namespace
} // namespace speech
