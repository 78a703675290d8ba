// Goal: templates as a client meets them: who sees, keeps and uses them, and the draft that comes
// out. Method: the real routes on a database of each engine; drafts go to the double in memory.
#include "content/bulletin_json.hpp"
#include "content/content_memory.hpp"
#include "content/content_samples.hpp"
#include "content/template_routes.hpp"
#include "testing/manual_clock.hpp"
#include "testing/seeded_random.hpp"
#include "testing/temporary_database.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace content {

namespace {

using namespace samples;
using http::Method;

class AreasOnly final : public TargetPlaces {
public:
    base::Result<std::vector<area::AreaPath>> places_of(const Targets& targets) override {
        return targets.areas;
    }
};

class TemplateRoutes : public testing::TestWithParam<testing_support::Engine> {
protected:
    void SetUp() override {
        if (const auto missing = testing_support::why_missing(GetParam())) {
            GTEST_SKIP() << *missing;
        }
        database_.emplace(GetParam());
        templates_.emplace(database_->database(), clock_, random_);
        add_template_routes(router_, *templates_, desk_);
    }
    http::Response call(const rights::Actor& actor, Method method, const std::string& path,
                        const std::string& body = "", const std::string& if_match = "") {
        const auto mark = path.find('?');
        const http::Match match = router_.match(method, path.substr(0, mark));
        EXPECT_NE(match.route, nullptr) << path;
        http::Request request;
        request.method = method;
        request.path_parameters = match.parameters;
        request.body = body;
        request.context = actor;
        if (mark != std::string::npos) {
            request.query.emplace("area", path.substr(path.find('=') + 1));
        }
        if (!if_match.empty()) {
            request.headers.emplace("If-Match", if_match);
        }
        return match.route->handler(request);
    }
    static std::string body_of(const std::string& area, const std::string& name = "Cúp điện") {
        return R"({"name":")" + name + R"(","area":")" + area +
               R"(","title":"Cúp điện ngày {ngày}","class":"ordinary","field":"Điện",)"
               R"("targets":{"areas":[")" +
               area +
               R"("],"groups":[],"devices":[]},"variants":[{"language":"vi","source":"speech",)"
               R"("blocks":[{"kind":"paragraph","level":0,"text":"Ngày {ngày} cúp điện."}]}]})";
    }
    std::string make(const rights::Actor& actor, const std::string& area,
                     const std::string& name = "Cúp điện") {
        const auto made = call(actor, Method::post, all, body_of(area, name));
        EXPECT_EQ(made.status, 201) << made.body;
        return made.headers.find("Location")->second;
    }
    static std::string code(const http::Response& response) {
        return std::string(boost::json::parse(response.body).at("code").as_string());
    }
    std::vector<std::string> names(const rights::Actor& actor, const std::string& area) {
        std::vector<std::string> found;
        const auto listed = call(actor, Method::get, all + "?area=" + area);
        const auto parsed = boost::json::parse(listed.body);
        for (const auto& item : parsed.at("items").as_array()) {
            found.emplace_back(item.at("body").at("name").as_string());
        }
        return found;
    }

    const std::string all = "/api/v1/bulletin-templates";
    const rights::Actor province_author_ = actor(5, "Sở", rights::Role::composer, province);
    const rights::Actor neighbour_author_ = actor(6, "Bên", rights::Role::composer, neighbour);
    testing_support::ManualClock clock_{now};
    testing_support::SeededRandom random_{7};
    MemoryContent memory_;
    AreasOnly places_;
    BulletinDesk desk_{memory_, memory_, places_, clock_, random_};
    std::optional<testing_support::TemporaryDatabase> database_;
    std::optional<TemplateDesk> templates_;
    http::Router router_;
};

using Names = std::vector<std::string>;

INSTANTIATE_TEST_SUITE_P(Engines, TemplateRoutes, testing::ValuesIn(testing_support::engines()),
                         testing::PrintToStringParamName());

TEST_P(TemplateRoutes, a_unit_sees_its_own_by_name_then_those_above_and_no_neighbours) {
    make(author(), "91/31069", "Tiêm chủng");
    make(author(), "91/31069", "Họp dân");
    make(province_author_, "91", "An toàn giao thông");
    make(neighbour_author_, "91/31012", "Của xã bên");
    EXPECT_EQ(names(author(), "91/31069"), (Names{"Họp dân", "Tiêm chủng", "An toàn giao thông"}));
    EXPECT_EQ(names(province_author_, "91"), (Names{"An toàn giao thông"}));
    EXPECT_EQ(code(call(author(), Method::get, all + "?area=91/31012")), "rights.forbidden");
}

TEST_P(TemplateRoutes, only_who_writes_the_units_bulletins_keeps_its_templates) {
    const std::string own = make(author(), "91/31069");
    const std::string above = make(province_author_, "91");
    EXPECT_EQ(code(call(author(), Method::post, all, body_of("91"))), "rights.forbidden");
    EXPECT_EQ(code(call(approver(), Method::post, all, body_of("91/31069"))), "rights.forbidden");
    EXPECT_EQ(code(call(author(), Method::put, above, body_of("91"), "\"v1\"")),
              "rights.forbidden");
    EXPECT_EQ(code(call(author(), Method::delete_, above)), "rights.forbidden");
    EXPECT_EQ(code(call(neighbour_author_, Method::get, own)), "content.template_missing");
    const auto seen = boost::json::parse(call(author(), Method::get, above).body);
    EXPECT_EQ(seen.at("abilities"), (boost::json::array{"use"}));
    EXPECT_EQ(seen.at("blanks"), (boost::json::array{"ngày"}));
    EXPECT_EQ(boost::json::parse(call(author(), Method::get, own).body).at("abilities"),
              (boost::json::array{"use", "edit", "remove"}));
    EXPECT_EQ(boost::json::parse(call(approver(), Method::get, own).body).at("abilities"),
              boost::json::array());
}

TEST_P(TemplateRoutes, a_change_needs_the_version_that_was_seen_and_leaves_a_trace) {
    const std::string own = make(author(), "91/31069");
    EXPECT_EQ(call(author(), Method::put, own, body_of("91/31069", "Khác")).status, 428);
    EXPECT_EQ(call(author(), Method::put, own, body_of("91/31069", "Khác"), "\"v2\"").status, 412);
    const auto changed = call(author(), Method::put, own, body_of("91/31069", "Khác"), "\"v1\"");
    ASSERT_EQ(changed.status, 200) << changed.body;
    EXPECT_EQ(changed.headers.find("ETag")->second, "\"v2\"");
    EXPECT_EQ(code(call(author(), Method::put, own, body_of("91"), "\"v2\"")),
              "content.template_elsewhere");
    EXPECT_EQ(call(author(), Method::delete_, own).status, 204);
    EXPECT_EQ(code(call(author(), Method::get, own)), "content.template_missing");
    const auto traces =
        (*database_)->read([](storage::Connection& connection) -> base::Result<std::int64_t> {
            return connection.query("select count(*) as n from audit_entry", {})
                .front()
                .integer("n");
        });
    EXPECT_EQ(traces.value(), 3);
}

TEST_P(TemplateRoutes, a_commune_makes_its_own_draft_from_its_provinces_template) {
    const std::string above = make(province_author_, "91");
    const std::string wanted = R"({"area":"91/31069","blanks":{"ngày":"2/6"}})";
    const auto made = call(author(), Method::post, above + "/use", wanted);
    ASSERT_EQ(made.status, 201) << made.body;
    const auto draft = boost::json::parse(made.body);
    EXPECT_EQ(draft.at("state").as_string(), "draft");
    EXPECT_EQ(draft.at("body").at("title").as_string(), "Cúp điện ngày 2/6");
    EXPECT_EQ(draft.at("body").at("area").as_string(), "91/31069");
    EXPECT_EQ(draft.at("body").at("targets").at("areas"), (boost::json::array{"91/31069"}));
    EXPECT_EQ(code(call(approver(), Method::post, above + "/use", wanted)), "rights.forbidden");
    EXPECT_EQ(
        code(call(author(), Method::post, above + "/use", R"({"area":"91/31012","blanks":{}})")),
        "rights.forbidden");
}

TEST_P(TemplateRoutes, a_unit_keeps_at_most_two_hundred) {
    for (int number = 0; number < 200; ++number) {
        make(author(), "91/31069", std::to_string(number));
    }
    EXPECT_EQ(code(call(author(), Method::post, all, body_of("91/31069"))),
              "content.too_many_templates");
}

} // namespace

} // namespace content
