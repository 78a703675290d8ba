#include "http/forwarded.hpp"

#include "http/server_fixture.hpp"

namespace http {

namespace {

TrustedProxies proxies(const std::vector<std::string>& texts) {
    auto parsed = TrustedProxies::parse(texts);
    EXPECT_TRUE(parsed.has_value());
    return std::move(parsed).value_or(TrustedProxies{});
}

const TrustedProxies local = proxies({"127.0.0.1", "10.1.0.0/16", "fd00::/8"});

std::string client(const std::string& line, const Headers& headers,
                   ForwardedBy by = ForwardedBy::x_forwarded_for) {
    return origin_of({.peer = line, .secure = false}, headers, local, by).peer;
}

TEST(TrustedProxies, addresses_and_networks_of_both_kinds_are_known) {
    for (const char* inside : {"127.0.0.1", "10.1.0.0", "10.1.255.255", "fd12:3456::1"}) {
        EXPECT_TRUE(local.contains(inside)) << inside;
    }
    for (const char* outside : {"127.0.0.2", "10.2.0.0", "fe80::1", "::1", "", "nonsense"}) {
        EXPECT_FALSE(local.contains(outside)) << outside;
    }
    EXPECT_TRUE(proxies({"10.0.0.0/9"}).contains("10.127.255.255"));
    EXPECT_FALSE(proxies({"10.0.0.0/9"}).contains("10.128.0.0"));
    EXPECT_TRUE(proxies({"0.0.0.0/0"}).contains("203.0.113.9"));
    EXPECT_FALSE(proxies({"0.0.0.0/0"}).contains("2001:db8::1"));
    EXPECT_FALSE(proxies({}).contains("127.0.0.1"));
}

TEST(TrustedProxies, what_is_no_address_is_refused) {
    for (const char* text : {"", "proxy.example.vn", "10.0.0.0/33", "10.0.0.0/", "10.0.0/8",
                             "::/129", "10.0.0.1/-1", "10.0.0.1 "}) {
        const auto parsed = TrustedProxies::parse({text});
        ASSERT_FALSE(parsed.has_value()) << text;
        EXPECT_EQ(parsed.error().code, "http.bad_proxy");
    }
}

TEST(Forwarded, a_stranger_cannot_name_another_address) {
    const Headers lies{{"X-Forwarded-For", "127.0.0.1"}, {"X-Forwarded-Proto", "https"}};
    const Origin origin = origin_of({.peer = "203.0.113.9", .secure = false}, lies, local, {});
    EXPECT_EQ(origin.peer, "203.0.113.9");
    EXPECT_FALSE(origin.secure);
}

TEST(Forwarded, a_trusted_proxy_names_the_client_and_the_line) {
    const Headers told{{"X-Forwarded-For", "203.0.113.9"}, {"X-Forwarded-Proto", "https"}};
    const Origin origin = origin_of({.peer = "127.0.0.1", .secure = false}, told, local, {});
    EXPECT_EQ(origin.peer, "203.0.113.9");
    EXPECT_TRUE(origin.secure);
    EXPECT_FALSE(origin_of({.peer = "127.0.0.1", .secure = false},
                           {{"X-Forwarded-Proto", "https, http"}}, local, {})
                     .secure);
}

TEST(Forwarded, what_the_client_invented_before_its_own_address_is_not_believed) {
    EXPECT_EQ(client("127.0.0.1", {{"X-Forwarded-For", "8.8.8.8, 203.0.113.9, 10.1.2.3"}}),
              "203.0.113.9");
    // The client's own line stands first, the proxy's after it.
    EXPECT_EQ(
        client("127.0.0.1", {{"X-Forwarded-For", "8.8.8.8"}, {"x-forwarded-for", "203.0.113.9"}}),
        "203.0.113.9");
    EXPECT_EQ(client("127.0.0.1", {{"X-Forwarded-For", "203.0.113.9, nonsense"}}), "127.0.0.1");
    EXPECT_EQ(client("127.0.0.1", {{"X-Forwarded-For", "8.8.8.8, , 10.1.2.3"}}), "10.1.2.3");
    EXPECT_EQ(client("127.0.0.1", {{"Forwarded", "for=8.8.8.8"}}), "127.0.0.1");
}

TEST(Forwarded, addresses_have_one_spelling) {
    EXPECT_EQ(client("127.0.0.1", {{"X-Forwarded-For", "203.0.113.9:4711"}}), "203.0.113.9");
    EXPECT_EQ(client("127.0.0.1", {{"X-Forwarded-For", "::ffff:203.0.113.9"}}), "203.0.113.9");
    EXPECT_EQ(client("127.0.0.1", {{"X-Forwarded-For", "[2001:DB8:0::1]:443"}}), "2001:db8::1");
}

TEST(Forwarded, the_standard_header_is_read_when_it_is_the_configured_one) {
    const auto by = ForwardedBy::forwarded;
    EXPECT_EQ(
        client("127.0.0.1",
               {{"Forwarded", R"(for="8.8.8.8, 1.1.1.1", For="[2001:db8::1]:47";proto=https)"}},
               by),
        "2001:db8::1");
    EXPECT_EQ(client("127.0.0.1", {{"Forwarded", "for=_hidden"}}, by), "127.0.0.1");
    EXPECT_EQ(client("127.0.0.1", {{"X-Forwarded-For", "8.8.8.8"}}, by), "127.0.0.1");
    EXPECT_TRUE(origin_of({.peer = "127.0.0.1", .secure = false},
                          {{"Forwarded", "for=8.8.8.8;proto=http, for=1.2.3.4;proto=\"https\""}},
                          local, by)
                    .secure);
}

/// Through a real server: the test's client connects from 127.0.0.1.
class ForwardedServerTest : public ServerFixture {
protected:
    ForwardedServerTest() {
        limits_.connections_per_peer_max = 2;
        router_.route(Method::get, "/who", {.audience = Audience::anyone},
                      [](const Request& request) {
                          return json_response(200, request.peer + (request.secure ? " tls" : ""));
                      });
        router_.route(Method::get, "/rare", {.audience = Audience::anyone, .rate_per_minute = 1},
                      [](const Request&) { return json_response(200, "{}"); });
    }
};

TEST_F(ForwardedServerTest, without_configuration_nobody_is_believed) {
    start();
    EXPECT_EQ(get("/who", "X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Proto: https\r\n").body,
              "127.0.0.1");
}

TEST_F(ForwardedServerTest, rates_count_the_client_behind_the_proxy) {
    trusted_proxies_ = proxies({"127.0.0.0/8"});
    start();
    EXPECT_EQ(get("/who", "X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Proto: https\r\n").body,
              "203.0.113.9 tls");
    EXPECT_EQ(get("/rare", "X-Forwarded-For: 203.0.113.1\r\n").status, 200);
    EXPECT_EQ(get("/rare", "X-Forwarded-For: 203.0.113.1\r\n").status, 429);
    EXPECT_EQ(get("/rare", "X-Forwarded-For: 203.0.113.2\r\n").status, 200);
}

TEST_F(ForwardedServerTest, the_limit_of_lines_per_client_does_not_count_the_proxy_itself) {
    trusted_proxies_ = proxies({"127.0.0.1"});
    start();
    std::vector<RawClient> lines;
    for (int i = 0; i < 4; ++i) {
        lines.push_back(connect());
        lines.back().send("GET /who HTTP/1.1\r\nHost: x\r\n\r\n");
        EXPECT_EQ(lines.back().receive().status, 200);
    }
}

} // namespace

} // namespace http
