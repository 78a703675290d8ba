#include "http/router.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace http {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Response nothing(const Request&) {
    return {};
}

std::string pattern_for(const Router& router, Method method, std::string_view path) {
    const Match match = router.match(method, path);
    return match.route == nullptr ? "" : match.route->pattern;
}

TEST(Router, finds_the_route_and_its_parameters) {
    Router router;
    router.route(Method::get, "/api/v1/bulletins/{id}/parts/{part}", {}, nothing);
    const Match match = router.match(Method::get, "/api/v1/bulletins/7/parts/vi");
    ASSERT_NE(match.route, nullptr);
    EXPECT_EQ(match.parameters.at("id"), "7");
    EXPECT_EQ(match.parameters.at("part"), "vi");
    EXPECT_EQ(router.match(Method::get, "/api/v1/bulletins/7/parts").route, nullptr);
    EXPECT_EQ(router.match(Method::get, "/api/v1/bulletins//parts/vi").route, nullptr);
    EXPECT_EQ(router.match(Method::get, "/api/v1/bulletins/7/parts/vi/").route, nullptr);
}

TEST(Router, a_literal_wins_over_a_parameter_whatever_the_order) {
    Router router;
    router.route(Method::get, "/a/{x}/c", {}, nothing);
    router.route(Method::get, "/a/b/{y}", {}, nothing);
    router.route(Method::get, "/a/b/c", {}, nothing);
    EXPECT_EQ(pattern_for(router, Method::get, "/a/b/c"), "/a/b/c");
    EXPECT_EQ(pattern_for(router, Method::get, "/a/b/d"), "/a/b/{y}");
    EXPECT_EQ(pattern_for(router, Method::get, "/a/z/c"), "/a/{x}/c");
}

TEST(Router, a_known_path_with_another_method_tells_what_is_allowed) {
    Router router;
    router.route(Method::get, "/a/{id}", {}, nothing);
    router.route(Method::put, "/a/{id}", {}, nothing);
    EXPECT_THAT(router.match(Method::post, "/a/1").allowed, ElementsAre(Method::get, Method::put));
    EXPECT_THAT(router.match(Method::post, "/b").allowed, IsEmpty());
}

TEST(Router, head_finds_get) {
    Router router;
    router.route(Method::get, "/a", {}, nothing);
    EXPECT_EQ(pattern_for(router, Method::head, "/a"), "/a");
}

TEST(Router, the_longest_fallback_answers_what_no_route_does_but_never_the_api) {
    Router router;
    router.route(Method::get, "/healthz", {}, nothing);
    router.fallback("/", {}, nothing);
    router.fallback("/console/", {}, nothing);
    EXPECT_EQ(pattern_for(router, Method::get, "/console/bulletins/7"), "/console/");
    EXPECT_EQ(pattern_for(router, Method::get, "/tin-tuc"), "/");
    EXPECT_EQ(pattern_for(router, Method::get, "/healthz"), "/healthz");
    EXPECT_EQ(pattern_for(router, Method::get, "/api/v1/nothing"), "");
    EXPECT_EQ(pattern_for(router, Method::get, "/device/v1/nothing"), "");
    EXPECT_EQ(pattern_for(router, Method::post, "/tin-tuc"), "");
    EXPECT_THAT(router.match(Method::post, "/tin-tuc").allowed, ElementsAre(Method::get));
}

TEST(RouterDeathTest, two_routes_of_one_shape_or_a_bad_pattern_stop_the_program) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    Router router;
    router.route(Method::get, "/a/{id}", {}, nothing);
    EXPECT_DEATH(router.route(Method::get, "/a/{code}", {}, nothing), "same_shape");
    EXPECT_DEATH(router.route(Method::get, "a", {}, nothing), "is_well_formed");
    EXPECT_DEATH(router.route(Method::get, "/a{b}", {}, nothing), "is_well_formed");
    EXPECT_DEATH(router.fallback("/console", {}, nothing), "ends_with");
}

} // namespace

} // namespace http
