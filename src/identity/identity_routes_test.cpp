#include "identity/identity_routes.hpp"

#include "audit/audit_routes.hpp"
#include "http/idempotency_memory.hpp"
#include "http/pipeline.hpp"
#include "identity/identity_fixture.hpp"
#include "json/parse.hpp"

#include <boost/json.hpp>

namespace identity {

namespace {

using http::Method;
using testing::HasSubstr;
using testing::Not;

/// The routes behind the real pipeline, without a socket.
class IdentityRoutesTest : public IdentityFixture {
protected:
    void SetUp() override {
        IdentityFixture::SetUp();
        if (IsSkipped()) {
            return;
        }
        add_identity_routes(router_, environment());
        audit::add_audit_routes(router_, database());
        pipeline_.emplace(
            http::Pipeline::Parts{.router = router_,
                                  .authenticators = {.user = user_check(environment())},
                                  .clock = clock(),
                                  .metrics = metrics_,
                                  .idempotency = idempotency_},
            http::PipelineOptions{.requests_per_minute = 0});
    }

    http::Response send(Method method, std::string target, std::string body = "",
                        const http::Headers& more = {}) {
        http::Request request;
        request.method = method;
        request.target = std::move(target);
        request.body = std::move(body);
        request.peer = "127.0.0.1";
        request.headers = more;
        request.headers.emplace("host", "localhost");
        request.headers.emplace("content-type", "application/json");
        request.headers.emplace("x-nguon-request", "1");
        if (!cookie_.empty()) {
            request.headers.emplace("cookie", cookie_);
        }
        const http::Admission admission = pipeline_->admit(request);
        if (admission.route == nullptr) {
            return *admission.refusal;
        }
        if (auto refused = pipeline_->authenticate(request, *admission.route)) {
            return *refused;
        }
        http::Response response = pipeline_->answer(request, *admission.route);
        if (const auto set = response.headers.find("set-cookie"); set != response.headers.end()) {
            cookie_ = set->second.substr(0, set->second.find(';'));
        }
        return response;
    }

    static boost::json::value parsed(const http::Response& response) {
        return json::parse(response.body).value_or(boost::json::value{});
    }
    static std::string text_at(const http::Response& response, const char* pointer) {
        return std::string(parsed(response).at_pointer(pointer).as_string());
    }
    std::string set_up_body(const std::string& code) {
        boost::json::object body{{"code", code},
                                 {"unit_name", "Phòng Văn hóa – Xã hội"},
                                 {"unit_kind", "culture_office"},
                                 {"area", "91/31069"},
                                 {"user_name", "admin.vt"},
                                 {"display_name", "Trần Văn Bình"},
                                 {"password", admin_password_}};
        return boost::json::serialize(body);
    }
    void set_up_by_api() {
        const auto code = issue_set_up_code(environment()).value().value();
        const auto response = send(Method::post, "/api/v1/setup", set_up_body(code));
        ASSERT_EQ(response.status, 201) << response.body;
    }

    std::string cookie_;

private:
    http::Router router_;
    http::Metrics metrics_;
    http::IdempotencyMemory idempotency_;
    std::optional<http::Pipeline> pipeline_;
};

TEST_P(IdentityRoutesTest, a_new_system_is_set_up_and_its_administrator_is_signed_in) {
    EXPECT_EQ(send(Method::get, "/api/v1/setup").body, R"({"needed":true})");
    EXPECT_EQ(send(Method::get, "/api/v1/session").status, 401);
    set_up_by_api();
    EXPECT_EQ(send(Method::get, "/api/v1/setup").body, R"({"needed":false})");
    const auto me = send(Method::get, "/api/v1/session");
    ASSERT_EQ(me.status, 200) << me.body;
    EXPECT_EQ(text_at(me, "/user/user_name"), "admin.vt");
    EXPECT_EQ(text_at(me, "/grants/0/role"), "administrator");
    EXPECT_EQ(text_at(me, "/areas/0/area"), "91/31069");
    EXPECT_THAT(me.body, HasSubstr("manage_users"));
    EXPECT_THAT(me.body, Not(HasSubstr("password\":\"")));
}

TEST_P(IdentityRoutesTest, signing_out_ends_the_session) {
    set_up_by_api();
    const std::string cookie = cookie_;
    EXPECT_EQ(send(Method::delete_, "/api/v1/session").status, 204);
    cookie_ = cookie;
    EXPECT_EQ(send(Method::get, "/api/v1/session").status, 401);
}

TEST_P(IdentityRoutesTest, a_person_is_made_edited_and_signs_in) {
    set_up_by_api();
    const std::string unit = text_at(send(Method::get, "/api/v1/units"), "/items/0/id");
    const std::string body = R"({"user_name":"lan","display_name":"Lê Thị Lan","unit":")" + unit +
                             R"(","grants":[{"role":"operator","area":"91/31069"}]})";
    const auto made = send(Method::post, "/api/v1/users", body);
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(text_at(made, "/user/grants/0/role"), "operator");
    const std::string address = made.headers.find("location")->second;
    EXPECT_EQ(send(Method::post, "/api/v1/users", body).status, 409);

    const std::string edit = R"({"display_name":"Lê Thị Lan Anh","unit":")" + unit + R"("})";
    EXPECT_EQ(send(Method::put, address, edit).status, 428);
    const std::string etag = send(Method::get, address).headers.find("etag")->second;
    EXPECT_EQ(send(Method::put, address, edit, {{"if-match", etag}}).status, 200);
    EXPECT_EQ(send(Method::put, address, edit, {{"if-match", etag}}).status, 412);

    const boost::json::object reset{
        {"user_name", "lan"}, {"code", text_at(made, "/code")}, {"new_password", user_password_}};
    EXPECT_EQ(send(Method::post, "/api/v1/password/reset", boost::json::serialize(reset)).status,
              204);
    cookie_.clear();
    const boost::json::object sign_in{{"user_name", "lan"}, {"password", user_password_}};
    const auto signed_in = send(Method::post, "/api/v1/session", boost::json::serialize(sign_in));
    ASSERT_EQ(signed_in.status, 201) << signed_in.body;
    EXPECT_EQ(text_at(signed_in, "/user/display_name"), "Lê Thị Lan Anh");
    EXPECT_EQ(send(Method::get, "/api/v1/users").status, 403);
    EXPECT_EQ(send(Method::get, "/api/v1/audit").status, 403);
}

TEST_P(IdentityRoutesTest, bad_input_names_what_is_wrong_and_changes_nothing) {
    set_up_by_api();
    const auto wrong = send(Method::post, "/api/v1/users",
                            R"({"user_name":5,"unit":"x","grants":[{"role":"king","area":"91"}]})");
    EXPECT_EQ(wrong.status, 400);
    for (const char* pointer : {"/user_name", "/display_name", "/unit", "/grants/0/role"}) {
        EXPECT_THAT(wrong.body, HasSubstr(std::string("\"") + pointer + "\""));
    }
    EXPECT_EQ(send(Method::get, "/api/v1/users/not-an-id").status, 400);
    EXPECT_EQ(send(Method::get, "/api/v1/users/01970000-0000-7000-8000-000000000001").status, 404);
    EXPECT_EQ(parsed(send(Method::get, "/api/v1/users")).at("items").as_array().size(), 1U);
}

TEST_P(IdentityRoutesTest, a_token_works_and_cannot_make_tokens) {
    set_up_by_api();
    const auto issued =
        send(Method::post, "/api/v1/tokens",
             R"({"name":"máy","grants":[{"role":"administrator","area":"91/31069"}],"days":30})");
    ASSERT_EQ(issued.status, 201) << issued.body;
    cookie_.clear();
    const http::Headers bearer{{"authorization", "Bearer " + text_at(issued, "/token")}};
    EXPECT_EQ(send(Method::get, "/api/v1/users", "", bearer).status, 200);
    EXPECT_EQ(send(Method::post, "/api/v1/tokens",
                   R"({"name":"x","grants":[{"role":"administrator","area":"91/31069"}],"days":1})",
                   bearer)
                  .status,
              403);
    EXPECT_THAT(send(Method::get, "/api/v1/tokens", "", bearer).body, Not(HasSubstr("\"token\"")));
}

TEST_P(IdentityRoutesTest, the_log_is_listed_by_page_and_verified) {
    set_up_by_api();
    const std::string unit =
        R"({"name":"Trung tâm Dịch vụ tổng hợp","kind":"service_centre","area":"91/31069"})";
    ASSERT_EQ(send(Method::post, "/api/v1/units", unit).status, 201);
    const auto first = send(Method::get, "/api/v1/audit?limit=1");
    ASSERT_EQ(first.status, 200) << first.body;
    EXPECT_EQ(text_at(first, "/items/0/action"), "identity.create_unit");
    const auto second = send(Method::get, "/api/v1/audit?limit=1&after=" + text_at(first, "/next"));
    EXPECT_EQ(text_at(second, "/items/0/action"), "identity.set_up");
    EXPECT_FALSE(parsed(second).as_object().contains("next"));
    EXPECT_EQ(send(Method::get, "/api/v1/audit?from=yesterday").status, 400);

    const auto report = send(Method::post, "/api/v1/audit/verify", "{}");
    ASSERT_EQ(report.status, 200) << report.body;
    EXPECT_EQ(parsed(report).at("entries").to_number<int>(), 2);
    EXPECT_FALSE(parsed(report).as_object().contains("broken"));
    const std::string head = boost::json::serialize(parsed(report).at("head"));
    EXPECT_EQ(send(Method::post, "/api/v1/audit/verify", R"({"noted":)" + head + "}").status, 200);
}

INSTANTIATE_TEST_SUITE_P(Engines, IdentityRoutesTest, testing::ValuesIn(testing_support::engines()),
                         testing::PrintToStringParamName());

} // namespace

} // namespace identity
