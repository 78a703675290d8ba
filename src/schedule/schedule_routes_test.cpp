// Goal: the routes as a client meets them. Method: the real router on a fresh SQLite database.
#include "content/content_samples.hpp"
#include "content/content_store_sql.hpp"
#include "http/router.hpp"
#include "schedule/schedule_json.hpp"
#include "schedule/schedule_routes.hpp"
#include "schedule/schedule_samples.hpp"
#include "schedule/target_devices_memory.hpp"
#include "testing/golden.hpp"
#include "testing/manual_clock.hpp"
#include "testing/seeded_random.hpp"
#include "testing/temporary_database.hpp"

#include <gtest/gtest.h>

namespace schedule {

namespace {

using namespace samples;
using http::Method;

class ScheduleRoutes : public ::testing::Test {
protected:
    ScheduleRoutes() {
        add_schedule_routes(router, desk, runs);
        const auto kept =
            temporary->write([&](storage::Transaction& transaction) -> base::Result<void> {
                const auto bulletin = content::samples::approved();
                for (const base::Sha256& file : content::media_of(bulletin)) {
                    transaction.execute("insert into media_blob (sha256, size_bytes, state, "
                                        "touched_at) values ($1, 1, 'present', $2)",
                                        {file, clock.now()});
                }
                content::SqlContentTransaction content(transaction, clock.now());
                return content.insert(bulletin);
            });
        EXPECT_TRUE(kept.has_value());
    }
    struct Call {
        rights::Actor actor = content::samples::actor(2, "Hùng", rights::Role::approver);
        std::string body;
        std::string if_match;
        std::map<std::string, std::string> query;
    };
    http::Response call(Method method, const std::string& path, Call with) {
        const http::Match match = router.match(method, path);
        EXPECT_NE(match.route, nullptr) << path;
        http::Request request;
        request.method = method;
        request.path = path;
        request.path_parameters = match.parameters;
        request.query = with.query;
        request.body = with.body;
        request.context = with.actor;
        if (!with.if_match.empty()) {
            request.headers.emplace("If-Match", with.if_match);
        }
        return match.route->handler(request);
    }
    static std::string proposal(const std::string& time, const std::string& more = "") {
        return R"({"title":"Buổi chiều","area":"91/31069","class":"ordinary",)"
               R"("days":{"first_day":"2026-06-01","rule":"FREQ=DAILY","except":[]},"times":[")" +
               time + R"("],"items":[{"kind":"bulletin","title":"","repeats":1,"bulletin":")" +
               base::to_text(content::samples::bulletin_id()) +
               R"("}],"targets":{"areas":["91/31069"],"groups":[],"devices":[]})" + more + "}";
    }

    testing_support::TemporaryDatabase temporary{testing_support::Engine::sqlite};
    MemoryDevices fleet{{device(1), device(2)}};
    testing_support::ManualClock clock{content::samples::now};
    testing_support::SeededRandom random{5};
    ScheduleDesk desk{temporary.database(), fleet, fleet, clock, random};
    SqlPlannedRuns runs{temporary.database()};
    http::Router router;
};

TEST_F(ScheduleRoutes, a_programme_is_previewed_saved_read_edited_and_cancelled) {
    const auto preview =
        call(Method::post, "/api/v1/programme-previews", {.body = proposal("17:00")});
    EXPECT_EQ(preview.status, 200) << preview.body;
    EXPECT_NE(preview.body.find(R"("clean":true,"can_be_saved":true)"), std::string::npos);
    const auto saved = call(Method::post, "/api/v1/programmes", {.body = proposal("17:00")});
    ASSERT_EQ(saved.status, 201) << saved.body;
    const std::string at = saved.headers.find("Location")->second;
    const auto shown = call(Method::get, at, {});
    EXPECT_NE(shown.body.find(R"("abilities":["edit","cancel"])"), std::string::npos);
    EXPECT_EQ(call(Method::put, at, {.body = proposal("05:30")}).status, 428);
    EXPECT_EQ(call(Method::put, at, {.body = proposal("05:30"), .if_match = "\"v7\""}).status, 412);
    EXPECT_EQ(call(Method::put, at, {.body = proposal("05:30"), .if_match = "\"v1\""}).status, 200);
    const auto cancelled = call(Method::post, at + "/cancel", {.body = R"({"reason":"Thôi"})"});
    EXPECT_EQ(cancelled.status, 200);
    EXPECT_NE(cancelled.body.find(R"("abilities":[])"), std::string::npos);
    const auto listed =
        call(Method::get, "/api/v1/programmes", {.query = {{"state", "cancelled"}}});
    EXPECT_NE(listed.body.find("Buổi chiều"), std::string::npos);
}

TEST_F(ScheduleRoutes, a_quarter_past_three_answers_with_the_sentence_for_the_officer) {
    const auto preview =
        call(Method::post, "/api/v1/programme-previews", {.body = proposal("03:15")});
    EXPECT_NE(preview.body.find(R"("can_be_saved":false)"), std::string::npos);
    const auto refused = call(Method::post, "/api/v1/programmes", {.body = proposal("03:15")});
    EXPECT_EQ(refused.status, 409);
    EXPECT_NE(refused.body.find("Giờ 03:15 nằm trong giờ yên lặng"), std::string::npos);
    EXPECT_NE(refused.body.find("schedule.not_allowed_then"), std::string::npos);
}

TEST_F(ScheduleRoutes, what_a_device_plays_and_does_not_play_is_told) {
    ASSERT_EQ(call(Method::post, "/api/v1/programmes", {.body = proposal("17:00")}).status, 201);
    const std::string device_path =
        "/api/v1/devices/" + base::to_text(id<device_protocol::DeviceId>(1)) + "/planned-runs";
    const auto plan = call(Method::get, device_path, {});
    EXPECT_EQ(plan.status, 200) << plan.body;
    EXPECT_NE(plan.body.find(R"("runs":[{"id")"), std::string::npos);
    const auto listed = call(Method::get, "/api/v1/planned-runs", {});
    EXPECT_NE(listed.body.find("Buổi chiều"), std::string::npos);
    const auto stranger = content::samples::actor(9, "Tư", rights::Role::approver, neighbour);
    EXPECT_EQ(call(Method::get, device_path, {.actor = stranger}).status, 403);
    EXPECT_EQ(call(Method::get, "/api/v1/planned-runs", {.actor = stranger}).body,
              R"({"items":[]})");
    const auto found = runs.runs_for_device(id<device_protocol::DeviceId>(1), clock.now(),
                                            clock.now() + std::chrono::hours(24));
    const auto one =
        call(Method::get, "/api/v1/planned-runs/" + base::to_text(found->at(0).id), {});
    EXPECT_EQ(one.status, 200) << one.body;
    EXPECT_NE(one.body.find(R"("devices":[{"device")"), std::string::npos);
}

TEST_F(ScheduleRoutes, a_day_is_heard_beforehand_at_a_place_and_on_a_device) {
    ASSERT_EQ(call(Method::post, "/api/v1/programmes", {.body = proposal("17:00")}).status, 201);
    const auto ask = [&](std::map<std::string, std::string> query) {
        return call(Method::get, "/api/v1/dry-runs", {.query = std::move(query)});
    };
    const std::string date = "2026-06-05";
    const auto place = ask({{"area", "91/31069"}, {"date", date}});
    EXPECT_EQ(place.status, 200) << place.body;
    EXPECT_NE(place.body.find(R"({"device_count":2,"sound_ms_max":)"), std::string::npos);
    EXPECT_NE(place.body.find(R"("reason":"planned","message":{"vi":"Phát lúc 17:00.")"),
              std::string::npos);
    const std::string first = base::to_text(id<device_protocol::DeviceId>(1));
    const auto one = ask({{"device", first}, {"date", date}});
    EXPECT_NE(one.body.find(R"({"device_count":1,)"), std::string::npos) << one.body;
    const auto stranger = content::samples::actor(9, "Tư", rights::Role::approver, neighbour);
    for (const auto& [name, value] :
         std::map<std::string, std::string>{{"area", "91/31069"}, {"device", first}}) {
        const auto refused = call(Method::get, "/api/v1/dry-runs",
                                  {.actor = stranger, .query = {{name, value}, {"date", date}}});
        EXPECT_EQ(refused.status, 403) << name;
    }
    EXPECT_EQ(ask({{"date", date}}).status, 400) << "no place";
    EXPECT_EQ(ask({{"area", "91/31069"}, {"device", first}, {"date", date}}).status, 400);
    EXPECT_EQ(ask({{"area", "91/31069"}}).status, 400) << "no day";
    for (const std::string other : {"2026-05-31", "2027-06-03"}) {
        const auto refused = ask({{"area", "91/31069"}, {"date", other}});
        EXPECT_EQ(refused.status, 400) << other;
        EXPECT_NE(refused.body.find("schedule.no_dry_run_then"), std::string::npos);
    }
}

TEST_F(ScheduleRoutes, rules_are_read_and_set) {
    const auto shown = call(Method::get, "/api/v1/unit-rules", {.query = {{"area", "91/31069"}}});
    EXPECT_EQ(shown.status, 200) << shown.body;
    const auto administrator = content::samples::actor(5, "Quản trị", rights::Role::administrator);
    const std::string rules = to_json(commune_rules());
    const auto put = [&](const std::string& if_match) {
        return call(Method::put, "/api/v1/unit-rules",
                    {.actor = administrator, .body = rules, .if_match = if_match});
    };
    const std::string none = shown.headers.find("ETag")->second;
    EXPECT_EQ(none, "\"v0\"") << "these are the defaults";
    EXPECT_EQ(call(Method::put, "/api/v1/unit-rules", {.body = rules, .if_match = none}).status,
              403);
    EXPECT_EQ(put("").status, 428);
    const auto saved = put(none);
    EXPECT_EQ(saved.status, 200) << saved.body;
    EXPECT_EQ(put(none).status, 412) << "somebody has set them meanwhile";
    EXPECT_EQ(put(saved.headers.find("ETag")->second).status, 200);
    EXPECT_NE(call(Method::get, "/api/v1/unit-rules", {.query = {{"area", "91/31069"}}})
                  .body.find("xã Vĩnh Thuận"),
              std::string::npos);
}

TEST_F(ScheduleRoutes, bad_input_is_refused) {
    for (const std::string& sent : std::vector<std::string>{
             "", "{}", "[]", proposal("25:00"), proposal("17:00", R"(,"plays":11)"),
             proposal("17:00", R"(,"plays":99999999999)"), proposal("17:00", R"(,"what":1)"),
             proposal("17:00", R"(,"gap_seconds":7201)")}) {
        EXPECT_EQ(call(Method::post, "/api/v1/programmes", {.body = sent}).status, 400) << sent;
    }
    for (const auto& [name, value] : std::map<std::string, std::string>{
             {"from", "yesterday"}, {"to", "0"}, {"to", "99999999999999999"}, {"area", "//"}}) {
        EXPECT_EQ(call(Method::get, "/api/v1/planned-runs", {.query = {{name, value}}}).status, 400)
            << name;
    }
    EXPECT_EQ(call(Method::get, "/api/v1/programmes/x", {}).status, 400);
    EXPECT_EQ(
        call(Method::get, "/api/v1/programmes/" + base::to_text(id<ProgrammeId>(1)), {}).status,
        404);
}

TEST(ScheduleJson, what_is_stored_and_sent_stays_readable) {
    Programme full = programme(1, "05:30", 10).programme;
    full.items = {{.kind = ItemKind::chime,
                   .title = "Nhạc hiệu",
                   .repeats = 2,
                   .media = content::MediaFile{crypto::sha256("c"), 2, 3}},
                  {.kind = ItemKind::bulletin,
                   .title = "Bản tin",
                   .bulletin = content::samples::bulletin_id()}};
    full.volume_percent = 60;
    full.days.except = {day("2026-09-02")};
    full.targets.drawn =
        area::DrawnArea{.within = commune,
                        .circles = {{{9.5, 105.25}, 800}},
                        .polygons = {{{9.5, 105.25}, {9.5, 105.5}, {9.75, 105.25}}}};
    EXPECT_EQ(
        testing_support::compare_golden("src/schedule/testdata/programme.json", to_json(full)), "");
    EXPECT_EQ(
        programme_from_json(testing_support::read_test_file("src/schedule/testdata/programme.json"))
            .value(),
        full);
    UnitRules rules = commune_rules();
    rules.windows[0].season = Season{{5, 1}, {9, 30}};
    rules.days_off = {{day("2026-09-02"), day("2026-09-02"), "Quốc khánh"}};
    rules.stagger = StaggerRule{800};
    EXPECT_EQ(
        testing_support::compare_golden("src/schedule/testdata/unit_rules.json", to_json(rules)),
        "");
    EXPECT_EQ(
        rules_from_json(testing_support::read_test_file("src/schedule/testdata/unit_rules.json"))
            .value(),
        rules);
}

} // namespace

} // namespace schedule
