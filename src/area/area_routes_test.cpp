#include "area/area_routes.hpp"

#include "area/area_fixture.hpp"
#include "area/village_routes.hpp"
#include "area/village_store_memory.hpp"
#include "testing/manual_clock.hpp"

#include <boost/json.hpp>

#include <gtest/gtest.h>

/// The routes on the router, without a server: real catalogue, memory store, an editor who may or
/// may not.
namespace area {

namespace {

class AreaRoutesTest : public testing::Test {
protected:
    AreaRoutesTest() {
        add_area_routes(router_, areas_, clock_);
        add_village_routes(
            router_,
            {.store = store_,
             .areas = areas_,
             .clock = clock_,
             .editor_of = [this](const http::Request&) {
                 return Editor{
                     .require_manage = [this](const AreaPath& place) -> base::Result<void> {
                         if (place != managed_) {
                             return base::fail(base::Fault::forbidden, "rights.forbidden", "không",
                                               "no");
                         }
                         return {};
                     },
                     .record = [](storage::Transaction&, const Change&) {}};
             }});
    }

    http::Response ask(http::Method method, const std::string& path, const std::string& body = "",
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
        return match.route->handler(request);
    }
    static boost::json::object json(const http::Response& response) {
        return boost::json::parse(response.body).as_object();
    }

    testing_support::ManualClock clock_{base::Instant{1'795'248'000'000}};
    Areas areas_{std::shared_ptr<const Directory>(&real_directory(), [](const Directory*) {})};
    VillageStoreMemory store_;
    AreaPath managed_{{"91", "31069"}};
    http::Router router_;
};

TEST_F(AreaRoutesTest, a_search_names_the_province_of_each_hit) {
    const auto reply = json(
        ask(http::Method::get, "/api/v1/areas", "", {}, {{"query", "vinh thuan"}, {"limit", "2"}}));
    const auto& items = reply.at("items").as_array();
    ASSERT_EQ(items.size(), 2U);
    EXPECT_EQ(items[0].at("parent").at("full_name"), "Thành phố Hải Phòng");
    EXPECT_EQ(items[1].at("parent").at("full_name"), "Tỉnh An Giang");
    EXPECT_EQ(items[1].at("path"), "91/31069");
    EXPECT_EQ(items[1].at("kind"), "commune");
}

TEST_F(AreaRoutesTest, an_old_name_is_told_with_its_place) {
    const auto reply =
        json(ask(http::Method::get, "/api/v1/areas", "", {}, {{"query", "tan thuan kien giang"}}));
    const auto& first = reply.at("items").as_array().front();
    EXPECT_EQ(first.at("full_name"), "Xã Vĩnh Thuận");
    EXPECT_EQ(first.at("former").at("place"), "Huyện Vĩnh Thuận, Tỉnh Kiên Giang");
}

TEST_F(AreaRoutesTest, without_a_query_the_provinces_come_page_by_page) {
    const auto first = json(ask(http::Method::get, "/api/v1/areas", "", {}, {{"limit", "30"}}));
    EXPECT_EQ(first.at("items").as_array().size(), 30U);
    const std::string next(first.at("next").as_string());
    const auto second =
        json(ask(http::Method::get, "/api/v1/areas", "", {}, {{"limit", "30"}, {"after", next}}));
    EXPECT_EQ(second.at("items").as_array().size(), 4U);
    EXPECT_FALSE(second.contains("next"));
}

TEST_F(AreaRoutesTest, one_unit_comes_with_history_and_predecessors) {
    const auto unit = json(ask(http::Method::get, "/api/v1/areas/26368"));
    EXPECT_EQ(unit.at("full_name"), "Phường Long Thành");
    ASSERT_EQ(unit.at("history").as_array().size(), 2U);
    EXPECT_EQ(unit.at("history").as_array()[0].at("valid_to"), "2026-04-30");
    EXPECT_FALSE(unit.at("predecessors").as_array().empty());
    EXPECT_EQ(ask(http::Method::get, "/api/v1/areas/99999").status, 404);
    EXPECT_EQ(ask(http::Method::get, "/api/v1/areas/99999/children").status, 404);
}

TEST_F(AreaRoutesTest, bad_queries_are_refused) {
    EXPECT_EQ(ask(http::Method::get, "/api/v1/areas", "", {}, {{"limit", "0"}}).status, 400);
    EXPECT_EQ(ask(http::Method::get, "/api/v1/areas", "", {}, {{"limit", "99999999999999"}}).status,
              400);
    EXPECT_EQ(ask(http::Method::get, "/api/v1/areas", "", {}, {{"under", "91//"}}).status, 400);
}

constexpr const char* villages = "/api/v1/areas/31069/villages";
constexpr const char* text =
    R"({"kind":"ap","name":" Ấp Kinh 1 ","population":900,"households":210})";

TEST_F(AreaRoutesTest, a_village_is_added_edited_and_removed) {
    const auto added = ask(http::Method::post, villages, text);
    EXPECT_EQ(added.status, 201);
    EXPECT_EQ(added.headers.find("Location")->second, "/api/v1/villages/31069-01");
    EXPECT_EQ(json(added).at("name"), "Ấp Kinh 1");
    EXPECT_EQ(json(added).at("path"), "91/31069/31069-01");
    EXPECT_EQ(json(added).at("abilities").as_array().size(), 2U);

    const std::string etag = added.headers.find("ETag")->second;
    const auto edited = ask(http::Method::put, "/api/v1/villages/31069-01",
                            R"({"kind":"khu_pho","name":"Khu phố 1"})", {{"If-Match", etag}});
    EXPECT_EQ(edited.status, 200);
    EXPECT_FALSE(json(edited).contains("population"));
    EXPECT_EQ(
        ask(http::Method::put, "/api/v1/villages/31069-01", text, {{"If-Match", etag}}).status,
        412);
    EXPECT_EQ(ask(http::Method::put, "/api/v1/villages/31069-01", text).status, 428);

    EXPECT_EQ(json(ask(http::Method::get, villages)).at("items").as_array().size(), 1U);
    EXPECT_EQ(ask(http::Method::delete_, "/api/v1/villages/31069-01").status, 204);
    EXPECT_EQ(ask(http::Method::get, "/api/v1/villages/31069-01").status, 404);
}

TEST_F(AreaRoutesTest, only_who_manages_the_commune_changes_its_villages) {
    ASSERT_EQ(ask(http::Method::post, villages, text).status, 201);
    managed_ = AreaPath({"31", "11842"});
    EXPECT_EQ(ask(http::Method::post, villages, text).status, 403);
    EXPECT_EQ(
        ask(http::Method::put, "/api/v1/villages/31069-01", text, {{"If-Match", "\"v1\""}}).status,
        403);
    EXPECT_EQ(ask(http::Method::delete_, "/api/v1/villages/31069-01").status, 403);
    const auto seen = json(ask(http::Method::get, "/api/v1/villages/31069-01"));
    EXPECT_TRUE(seen.at("abilities").as_array().empty());
    EXPECT_EQ(seen.at("version"), 1);
}

TEST_F(AreaRoutesTest, bad_villages_are_refused_and_nothing_is_kept) {
    for (const char* body :
         {"", "{", "[]", R"({"name":"x"})", R"({"kind":"ap","name":""})",
          R"({"kind":"ap","name":"x","population":-1})",
          R"({"kind":"ap","name":"x","population":99999999999999999999})",
          R"({"kind":"ap","name":"x","population":1,"households":2})",
          R"({"kind":"city","name":"x"})", R"({"kind":"ap","name":"x","code":"1"})"}) {
        EXPECT_EQ(ask(http::Method::post, villages, body).status, 400) << body;
    }
    EXPECT_EQ(ask(http::Method::post, "/api/v1/areas/91/villages", text).status, 404);
    EXPECT_TRUE(json(ask(http::Method::get, villages)).at("items").as_array().empty());
}

} // namespace

} // namespace area
