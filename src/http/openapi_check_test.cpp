#include "http/openapi_check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace http {

namespace {

constexpr std::string_view document = R"({
  "paths": {
    "/api/v1/things/{id}": {"get": {"parameters": [{"$ref": "#/components/parameters/Id"}]}},
    "/api/v1/things": {"post": {"parameters": [{"$ref": "#/components/parameters/Key"}]}},
    "/healthz": {"get": {"security": []}},
    "/device/v1/manifest": {"get": {"security": [{"device": []}]}}
  },
  "components": {"parameters": {
    "Id": {"name": "id", "in": "path"}, "Key": {"name": "Idempotency-Key", "in": "header"}}}
})";

Response nothing(const Request&) {
    return {};
}

void fill(Router& router) {
    router.route(Method::get, "/api/v1/things/{id}", {}, nothing);
    router.route(Method::post, "/api/v1/things", {.idempotent_by_key = true}, nothing);
    router.route(Method::get, "/healthz", {.audience = Audience::anyone}, nothing);
    router.route(Method::get, "/device/v1/manifest", {.audience = Audience::device}, nothing);
}

TEST(OpenapiCheck, agreeing_routes_and_document_have_no_difference) {
    Router router;
    fill(router);
    EXPECT_THAT(compare_with_openapi(router, document), testing::IsEmpty());
}

TEST(OpenapiCheck, what_only_one_of_them_has_is_named) {
    Router router;
    fill(router);
    router.route(Method::delete_, "/api/v1/things/{id}", {}, nothing);
    EXPECT_THAT(compare_with_openapi(router, document),
                testing::ElementsAre("DELETE /api/v1/things/{id} is a route, but not in the "
                                     "document"));
    EXPECT_THAT(compare_with_openapi(Router{}, document), testing::SizeIs(4));
}

TEST(OpenapiCheck, another_audience_parameter_or_key_is_named) {
    Router router;
    router.route(Method::get, "/api/v1/things/{code}", {}, nothing);
    router.route(Method::post, "/api/v1/things", {}, nothing);
    router.route(Method::get, "/healthz", {.audience = Audience::user}, nothing);
    router.route(Method::get, "/device/v1/manifest", {.audience = Audience::anyone}, nothing);
    EXPECT_THAT(
        compare_with_openapi(router, document),
        testing::UnorderedElementsAre(
            "GET /api/v1/things/{code} is a route, but not in the document",
            "GET /api/v1/things/{id} is in the document, but no route",
            "POST /api/v1/things: the route ignores an Idempotency-Key, the document names one",
            "GET /healthz: the route is for user, the document says anyone",
            "GET /device/v1/manifest: the route is for anyone, the document says device"));
}

TEST(OpenapiCheck, what_is_no_document_is_said_so) {
    EXPECT_THAT(compare_with_openapi(Router{}, "{"), testing::SizeIs(1));
    EXPECT_THAT(compare_with_openapi(Router{}, R"({"paths": 1})"), testing::SizeIs(1));
}

} // namespace

} // namespace http
