#include "app/config.hpp"

#include "testing/golden.hpp"

#include <gtest/gtest.h>

namespace app {

namespace {

TEST(Config, an_empty_document_gives_the_defaults) {
    const auto config = parse_config("");
    ASSERT_TRUE(config.has_value());
    EXPECT_EQ(config->listen.port, 8080);
    EXPECT_EQ(config->media.loudness_lufs, -16.0);
}

TEST(Config, values_are_read_from_their_sections) {
    const auto config = parse_config("data = '/srv/nguon'\n[listen]\nport = 0\n"
                                     "[media]\nloudness_lufs = -14\n");
    ASSERT_TRUE(config.has_value());
    EXPECT_EQ(config->data, "/srv/nguon");
    EXPECT_EQ(config->listen.port, 0);
    EXPECT_EQ(config->media.loudness_lufs, -14.0);
}

TEST(Config, trusted_proxies_are_addresses_or_networks) {
    const auto config = parse_config("[listen]\ntrusted_proxies = ['127.0.0.1', '10.0.0.0/8']\n"
                                     "forwarded_by = 'forwarded'\n");
    ASSERT_TRUE(config.has_value());
    EXPECT_TRUE(config->listen.trusted_proxies.contains("10.9.8.7"));
    EXPECT_FALSE(config->listen.trusted_proxies.contains("11.9.8.7"));
    EXPECT_EQ(config->listen.forwarded_by, http::ForwardedBy::forwarded);
    EXPECT_FALSE(Config{}.listen.trusted_proxies.contains("127.0.0.1"));
    for (const char* text : {"trusted_proxies = ['nginx']", "trusted_proxies = '127.0.0.1'",
                             "trusted_proxies = [1]", "forwarded_by = 'x-real-ip'"}) {
        EXPECT_EQ(parse_config("[listen]\n" + std::string(text)).error().code, "app.bad_config");
    }
}

TEST(Config, a_misspelt_key_a_wrong_type_and_a_wrong_range_are_refused_with_their_line) {
    for (const char* text : {"[listen]\nprot = 1", "[listen]\nport = 'x'", "[listen]\nport = 70000",
                             "[lisen]\nport = 1", "data = 5\n", "[media]\nloudness_lufs = 3.0"}) {
        const auto config = parse_config(text);
        ASSERT_FALSE(config.has_value()) << text;
        EXPECT_EQ(config.error().code, "app.bad_config") << text;
        EXPECT_NE(config.error().message.vi.find("dòng"), std::string::npos) << text;
    }
    EXPECT_EQ(parse_config("= =").error().code, "app.bad_config");
}

TEST(Config, the_example_that_we_ship_is_read_and_changes_no_default) {
    const auto config = parse_config(testing_support::read_test_file("deploy/nguon.example.toml"));
    ASSERT_TRUE(config.has_value()) << config.error().message.en;
    EXPECT_EQ(config->data, "/var/lib/nguon");
    EXPECT_EQ(config->listen.tls_port, Config{}.listen.tls_port);
    EXPECT_EQ(config->worker_threads, Config{}.worker_threads);
}

} // namespace

} // namespace app
