// Goal: the sound of a unit as a client meets it: inherited from above, changed by who manages the
// settings, by nobody unseen, and its melody kept. Method: the real routes on a database of each
// engine.
#include "content/content_samples.hpp"
#include "content/unit_sound_routes.hpp"
#include "media/blob_register.hpp"
#include "media/blob_store_memory.hpp"
#include "testing/manual_clock.hpp"
#include "testing/temporary_database.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace content {

namespace {

using namespace samples;
using http::Method;

class UnitSoundRoutes : public testing::TestWithParam<testing_support::Engine> {
protected:
    void SetUp() override {
        if (const auto missing = testing_support::why_missing(GetParam())) {
            GTEST_SKIP() << *missing;
        }
        database_.emplace(GetParam());
        desk_.emplace(database_->database(), clock_,
                      [](std::string_view voice) -> base::Result<void> {
                          return voice == "north" || voice == "south"
                                     ? base::Result<void>()
                                     : base::fail(base::Fault::not_found, "speech.unknown_voice",
                                                  "Không có giọng này.", "No such voice.");
                      });
        add_unit_sound_routes(router_, *desk_);
    }
    http::Response call(const rights::Actor& actor, Method method, const std::string& area,
                        const std::string& body = "", const std::string& if_match = "") {
        const http::Match match = router_.match(method, "/api/v1/unit-sound");
        http::Request request;
        request.method = method;
        request.body = body;
        request.context = actor;
        request.query.emplace("area", area);
        if (!if_match.empty()) {
            request.headers.emplace("If-Match", if_match);
        }
        return match.route->handler(request);
    }
    boost::json::value shown(const rights::Actor& actor, const std::string& area) {
        return boost::json::parse(call(actor, Method::get, area).body);
    }
    http::Response change(const rights::Actor& actor, const std::string& body,
                          const std::string& if_match = R"("v0")") {
        return call(actor, Method::put, "", body, if_match);
    }
    static std::string code(const http::Response& response) {
        return std::string(boost::json::parse(response.body).at("code").as_string());
    }
    static std::string chime_body(const base::Sha256& sha256) {
        return R"({"area":"91","chime_choice":"own","chime":{"title":"Nhạc hiệu",)"
               R"("file":{"sha256":")" +
               base::to_text(sha256) + R"(","size_bytes":6,"duration_ms":8000}}})";
    }

    const rights::Actor manager_ = actor(7, "Quản", rights::Role::administrator);
    const rights::Actor province_manager_ =
        actor(8, "Trưởng", rights::Role::administrator, province);
    testing_support::ManualClock clock_{now};
    std::optional<testing_support::TemporaryDatabase> database_;
    std::optional<UnitSoundDesk> desk_;
    http::Router router_;
};

INSTANTIATE_TEST_SUITE_P(Engines, UnitSoundRoutes, testing::ValuesIn(testing_support::engines()),
                         testing::PrintToStringParamName());

TEST_P(UnitSoundRoutes, a_commune_follows_its_province_until_it_decides_itself) {
    ASSERT_EQ(
        change(province_manager_,
               R"({"area":"91","voice":"north","pace_percent":90,"chime_choice":"inherited"})")
            .status,
        200);
    const auto before = shown(author(), "91/31069");
    EXPECT_EQ(before.at("in_force").at("voice"), "north");
    EXPECT_EQ(before.at("in_force").at("voice_from"), "91");
    EXPECT_EQ(before.at("own").at("version"), 0);
    EXPECT_TRUE(before.at("abilities").as_array().empty());
    const auto changed =
        change(manager_, R"({"area":"91/31069","voice":"south","chime_choice":"none"})");
    ASSERT_EQ(changed.status, 200) << changed.body;
    EXPECT_EQ(changed.headers.find("ETag")->second, R"("v1")");
    const auto after = shown(manager_, "91/31069");
    EXPECT_EQ(after.at("in_force").at("voice"), "south");
    EXPECT_EQ(after.at("in_force").at("pace_percent"), 90);
    EXPECT_EQ(after.at("in_force").at("chime_from"), "91/31069");
    EXPECT_EQ(after.at("abilities").at(0), "change");
    EXPECT_EQ(shown(province_manager_, "91").at("in_force").at("voice"), "north");
}

TEST_P(UnitSoundRoutes, nothing_is_changed_unseen_or_without_the_right) {
    const std::string body = R"({"area":"91/31069","voice":"south","chime_choice":"inherited"})";
    EXPECT_EQ(code(change(author(), body)), "rights.forbidden");
    EXPECT_EQ(code(change(manager_, R"({"area":"91","chime_choice":"inherited"})")),
              "rights.forbidden");
    EXPECT_EQ(code(change(manager_, body, "")), "http.if_match_required");
    ASSERT_EQ(change(manager_, body).status, 200);
    EXPECT_EQ(code(change(manager_, body)), "http.changed_meanwhile");
    EXPECT_EQ(change(manager_, body, R"("v1")").status, 200);
    EXPECT_EQ(desk_->change(manager_, {.area = commune, .version = 1}).error().code,
              "content.changed_meanwhile")
        << "also when two write at the same moment";
}

TEST_P(UnitSoundRoutes, a_voice_that_nobody_has_is_refused) {
    const auto refused =
        change(manager_, R"({"area":"91/31069","voice":"robot","chime_choice":"inherited"})");
    EXPECT_EQ(refused.status, 404);
    EXPECT_EQ(code(refused), "speech.unknown_voice");
    EXPECT_EQ(shown(manager_, "91/31069").at("own").at("version"), 0);
}

TEST_P(UnitSoundRoutes, the_melody_of_a_unit_is_kept_while_the_unit_names_it) {
    EXPECT_EQ(code(change(province_manager_, chime_body(crypto::sha256("gone")))),
              "media.blob_missing");
    media::MemoryBlobStore bytes;
    media::RegisteredBlobStore store(bytes, database_->database(), clock_);
    const base::Sha256 melody = store.put_bytes("melody").value().sha256;
    const auto is_needed = [&] {
        return database_->database()
            .read([&](storage::Connection& connection) -> base::Result<bool> {
                return media::is_needed(connection, melody);
            })
            .value();
    };
    const auto kept = change(province_manager_, chime_body(melody));
    ASSERT_EQ(kept.status, 200) << kept.body;
    EXPECT_EQ(shown(author(), "91/31069").at("in_force").at("chime").at("title"), "Nhạc hiệu");
    EXPECT_TRUE(is_needed());
    ASSERT_EQ(change(province_manager_, R"({"area":"91","chime_choice":"none"})", R"("v1")").status,
              200);
    EXPECT_FALSE(is_needed());
}

} // namespace

} // namespace content
