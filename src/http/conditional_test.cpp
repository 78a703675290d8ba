#include "http/conditional.hpp"

#include <gtest/gtest.h>

namespace http {

namespace {

Request with(const char* name, const char* value) {
    Request request;
    request.headers.emplace(name, value);
    return request;
}

TEST(Conditional, tags_are_quoted_and_follow_the_content) {
    EXPECT_EQ(etag_of("a"), etag_of("a"));
    EXPECT_NE(etag_of("a"), etag_of("b"));
    EXPECT_EQ(etag_of("a").size(), 34U);
    EXPECT_EQ(version_etag(7), "\"v7\"");
}

TEST(Conditional, none_match_compares_weakly) {
    EXPECT_TRUE(none_match_holds(with("If-None-Match", "\"x\", W/\"v7\""), "\"v7\""));
    EXPECT_TRUE(none_match_holds(with("If-None-Match", "*"), "\"v7\""));
    EXPECT_FALSE(none_match_holds(with("If-None-Match", "\"v70\""), "\"v7\""));
    EXPECT_FALSE(none_match_holds({}, "\"v7\""));
}

TEST(Conditional, an_edit_needs_the_present_version) {
    EXPECT_TRUE(require_if_match(with("If-Match", "\"v7\""), "\"v7\"").has_value());
    EXPECT_TRUE(require_if_match(with("If-Match", "*"), "\"v7\"").has_value());
    EXPECT_EQ(require_if_match({}, "\"v7\"").error().code, "http.if_match_required");
    EXPECT_EQ(require_if_match(with("If-Match", "\"v6\""), "\"v7\"").error().code,
              "http.changed_meanwhile");
    EXPECT_EQ(require_if_match(with("If-Match", "W/\"v7\""), "\"v7\"").error().code,
              "http.changed_meanwhile");
}

} // namespace

} // namespace http
