#include "http/response_head.hpp"

#include "http/common_headers.hpp"
#include "http/paging.hpp"

#include <gtest/gtest.h>

namespace http {

namespace {

TEST(ResponseHead, it_is_what_rfc_9112_asks_for) {
    Response response = json_response(201, "{}");
    response.headers.emplace("Location", "/x");
    EXPECT_EQ(response_head(response, {.keep_alive = true, .length = 2}),
              "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nLocation: /x\r\n"
              "Content-Length: 2\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(response_head(empty_response(204), {.keep_alive = false, .length = 0}),
              "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
}

TEST(ResponseHead, no_value_can_start_another_header) {
    Response response;
    response.headers.emplace("Location", "/x\r\nSet-Cookie: a=b");
    response.headers.emplace("Bad Name", "x");
    const std::string head = response_head(response, {.keep_alive = true, .length = 0});
    EXPECT_NE(head.find("Location: /x  Set-Cookie: a=b\r\n"), std::string::npos);
    EXPECT_EQ(head.find("Bad Name"), std::string::npos);
}

TEST(HttpDate, it_is_an_imf_fixdate) {
    EXPECT_EQ(http_date(base::Instant{784'111'777'000}), "Sun, 06 Nov 1994 08:49:37 GMT");
}

Request page_request(const char* name, const std::string& value) {
    Request request;
    request.query[name] = value;
    return request;
}

TEST(Paging, what_next_gave_is_read_back_as_after) {
    const Response page = page_response({"{\"a\":1}", "2"}, "khóa?>/");
    EXPECT_EQ(page.body, "{\"items\":[{\"a\":1},2],\"next\":\"" + page_cursor("khóa?>/") + "\"}");
    EXPECT_EQ(page_cursor("khóa?>/").find_first_of("+/"), std::string::npos);
    EXPECT_EQ(read_paging(page_request("after", page_cursor("khóa?>/")))->after, "khóa?>/");
    EXPECT_EQ(page_response({}, "").body, "{\"items\":[]}");
}

TEST(Paging, limits_and_cursors_are_checked) {
    EXPECT_EQ(read_paging({})->limit, 50U);
    EXPECT_EQ(read_paging(page_request("limit", "200"))->limit, 200U);
    for (const char* limit : {"0", "201", "-1", "1.5", "x", "", "99999999999999999999"}) {
        EXPECT_FALSE(read_paging(page_request("limit", limit)).has_value()) << limit;
    }
    for (const char* after : {"!", "a", "////"}) {
        EXPECT_FALSE(read_paging(page_request("after", after)).has_value()) << after;
    }
}

} // namespace

} // namespace http
