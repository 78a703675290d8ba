#include "http/target.hpp"

#include <gtest/gtest.h>

namespace http {

namespace {

TEST(Target, path_and_query_are_decoded) {
    const auto target = read_target("/api/v1/areas/V%C4%A9nh?query=an+giang&under=91%2F31069&x");
    ASSERT_TRUE(target.has_value());
    EXPECT_EQ(target->path, "/api/v1/areas/Vĩnh");
    EXPECT_EQ(target->query.at("query"), "an giang");
    EXPECT_EQ(target->query.at("under"), "91/31069");
    EXPECT_EQ(target->query.at("x"), "");
}

TEST(Target, a_slash_at_the_end_stays_and_a_plus_in_a_path_is_a_plus) {
    EXPECT_EQ(read_target("/console/")->path, "/console/");
    EXPECT_EQ(read_target("/a+b")->path, "/a+b");
    EXPECT_EQ(read_target("/")->path, "/");
}

TEST(Target, of_equal_query_names_the_last_counts) {
    EXPECT_EQ(read_target("/a?x=1&x=2")->query.at("x"), "2");
}

TEST(Target, what_two_readers_could_read_differently_is_refused) {
    for (const char* text :
         {"",         "a",        "*",         "http://x/", "//a",    "/a//b", "/../etc/passwd",
          "/a/..",    "/./a",     "/%2e%2e/a", "/a%2Fb",    "/a%5Cb", "/a\\b", "/a%00",
          "/a%0Ab",   "/a%7F",    "/%",        "/%4",       "/%zz",   "/%FF",  "/%C0%AF",
          "/a?x=%FF", "/a?x=%00", "/a?%zz"}) {
        const auto target = read_target(text);
        ASSERT_FALSE(target.has_value()) << text;
        EXPECT_EQ(target.error().code, "http.bad_target");
    }
}

TEST(Target, length_and_number_of_query_members_are_limited) {
    EXPECT_TRUE(read_target('/' + std::string(8191, 'a')).has_value());
    EXPECT_FALSE(read_target('/' + std::string(8192, 'a')).has_value());
    std::string many = "/a?";
    for (int i = 0; i < 64; ++i) {
        many += 'x' + std::to_string(i) + "=&";
    }
    EXPECT_TRUE(read_target(many).has_value());
    EXPECT_FALSE(read_target(many + "y=").has_value());
}

} // namespace

} // namespace http
