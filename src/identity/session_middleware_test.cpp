#include "identity/session_middleware.hpp"

#include "identity/identity_fixture.hpp"
#include "identity/session_store_sql.hpp"

namespace identity {

namespace {

using http::Method;
using http::Request;
using rights::Grant;
using rights::Role;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

Request with_cookie(const std::string& token, Method method = Method::get, bool secure = true) {
    Request request;
    request.method = method;
    request.secure = secure;
    request.peer = "10.0.0.7";
    request.headers.emplace("host", "loa.example.vn");
    request.headers.emplace("cookie", "theme=dark; " + std::string(secure ? "__Host-" : "") +
                                          "nguon_session=" + token);
    return request;
}

Request with_token(const std::string& secret, Method method = Method::get) {
    Request request;
    request.method = method;
    request.headers.emplace("authorization", "Bearer " + secret);
    return request;
}

class AuthenticateTest : public IdentityFixture {
protected:
    void SetUp() override {
        IdentityFixture::SetUp();
        if (!IsSkipped()) {
            set_up_system();
        }
    }
    std::string refusal(const Request& request) {
        const auto outcome = authenticate(environment(), request);
        return outcome ? "" : outcome.error().code;
    }
    IssuedToken issue(const std::vector<Grant>& grants, int days = 90) {
        return issue_token(environment(), admin_actor_,
                           {.name = "thống kê", .grants = grants, .days = days})
            .value();
    }
};

TEST_P(AuthenticateTest, the_session_cookie_finds_the_actor_with_the_grants) {
    const auto found = authenticate(environment(), with_cookie(admin_.token));
    ASSERT_TRUE(found) << found.error().message.en;
    EXPECT_EQ(found->actor.user, admin_.user.id);
    EXPECT_EQ(found->actor.name, "Trần Văn Bình");
    EXPECT_EQ(found->actor.grants, admin_.user.grants);
    EXPECT_TRUE(found->session);
}

TEST_P(AuthenticateTest, nothing_and_nonsense_are_refused) {
    EXPECT_EQ(refusal(Request{}), "identity.not_signed_in");
    EXPECT_EQ(refusal(with_cookie("AAAA")), "identity.not_signed_in");
    EXPECT_EQ(refusal(with_token("nguon_AAAA")), "identity.not_signed_in");
    Request request;
    request.headers.emplace("authorization", "Basic YTpi");
    EXPECT_EQ(refusal(request), "identity.not_signed_in");
}

TEST_P(AuthenticateTest, the_cookie_without_prefix_counts_without_tls_only) {
    EXPECT_EQ(refusal(with_cookie(admin_.token, Method::get, false)), "");
    Request downgraded = with_cookie(admin_.token);
    downgraded.headers.erase("cookie");
    downgraded.headers.emplace("cookie", "nguon_session=" + admin_.token);
    EXPECT_EQ(refusal(downgraded), "identity.not_signed_in");
}

TEST_P(AuthenticateTest, a_writing_request_from_a_strange_page_is_refused) {
    Request request = with_cookie(admin_.token, Method::post);
    EXPECT_EQ(refusal(request), "identity.cross_site");
    request.headers.emplace("origin", "https://evil.example");
    EXPECT_EQ(refusal(request), "identity.cross_site");
    request.headers.emplace("sec-fetch-site", "same-site");
    EXPECT_EQ(refusal(request), "identity.cross_site");

    Request ours = with_cookie(admin_.token, Method::post);
    ours.headers.emplace("x-nguon-request", "1");
    EXPECT_EQ(refusal(ours), "");
    Request same_origin = with_cookie(admin_.token, Method::delete_);
    same_origin.headers.emplace("origin", "https://loa.example.vn");
    EXPECT_EQ(refusal(same_origin), "");
    Request fetched = with_cookie(admin_.token, Method::put);
    fetched.headers.emplace("sec-fetch-site", "same-origin");
    EXPECT_EQ(refusal(fetched), "");
}

TEST_P(AuthenticateTest, an_idle_session_ends_and_a_used_one_lives_on) {
    for (int i = 0; i < 10; ++i) {
        clock().advance(session_idle_max - base::Millis{1});
        ASSERT_EQ(refusal(with_cookie(admin_.token)), "") << i;
    }
    clock().advance(session_idle_max);
    EXPECT_EQ(refusal(with_cookie(admin_.token)), "identity.not_signed_in");
}

TEST_P(AuthenticateTest, no_session_outlives_seven_days) {
    const base::Instant end = clock().now() + session_length_max;
    while (clock().now() + std::chrono::hours{7} < end) {
        clock().advance(std::chrono::hours{7});
        ASSERT_EQ(refusal(with_cookie(admin_.token)), "");
    }
    clock().set(end);
    EXPECT_EQ(refusal(with_cookie(admin_.token)), "identity.not_signed_in");
}

TEST_P(AuthenticateTest, an_ended_session_is_refused_at_once) {
    const auto second = try_sign_in("admin.vt", admin_password_).value();
    EXPECT_THAT(own_sessions(environment(), admin_actor_).value(), SizeIs(2));
    ASSERT_TRUE(end_session(environment(), admin_actor_, admin_.session.id));
    EXPECT_EQ(refusal(with_cookie(admin_.token)), "identity.not_signed_in");
    EXPECT_EQ(refusal(with_cookie(second.token)), "");
    EXPECT_EQ(end_session(environment(), admin_actor_, admin_.session.id).error().code,
              "identity.no_such_session");
}

TEST_P(AuthenticateTest, nobody_ends_the_session_of_somebody_else) {
    const User other = add_user("lan", {});
    EXPECT_EQ(end_session(environment(), actor_of(other), admin_.session.id).error().code,
              "identity.no_such_session");
    EXPECT_EQ(refusal(with_cookie(admin_.token)), "");
}

TEST_P(AuthenticateTest, disabling_a_person_ends_everything_they_have) {
    const User user = add_user("lan", {{Role::composer, commune_}});
    const auto session = try_sign_in("lan", user_password_).value();
    const auto token = issue_token(environment(), actor_of(user),
                                   {.name = "máy", .grants = {{Role::composer, commune_}}})
                           .value();
    ASSERT_TRUE(set_state(environment(), admin_actor_, user.id, UserState::disabled));
    EXPECT_EQ(refusal(with_cookie(session.token)), "identity.not_signed_in");
    EXPECT_EQ(refusal(with_token(token.secret)), "identity.not_signed_in");
}

TEST_P(AuthenticateTest, changing_the_password_ends_the_others_and_keeps_this_one) {
    const auto second = try_sign_in("admin.vt", admin_password_).value();
    const auto token = issue({{Role::administrator, commune_}});
    EXPECT_EQ(change_password(environment(), admin_actor_, admin_.session.id,
                              {.old_password = "wrong one", .new_password = user_password_},
                              client_)
                  .error()
                  .code,
              "identity.wrong_password");
    ASSERT_TRUE(change_password(environment(), admin_actor_, admin_.session.id,
                                {.old_password = admin_password_, .new_password = user_password_},
                                client_));
    EXPECT_EQ(refusal(with_cookie(admin_.token)), "");
    EXPECT_EQ(refusal(with_cookie(second.token)), "identity.not_signed_in");
    EXPECT_EQ(refusal(with_token(token.secret)), "identity.not_signed_in");
    EXPECT_TRUE(try_sign_in("admin.vt", user_password_));
}

TEST_P(AuthenticateTest, a_token_does_a_part_of_what_its_user_may) {
    const area::AreaPath hamlet(std::vector<area::AreaCode>{"91", "31069", "01"});
    const auto token = issue({{Role::administrator, hamlet}});
    EXPECT_THAT(token.secret, testing::StartsWith("nguon_"));
    const auto found = authenticate(environment(), with_token(token.secret, Method::post));
    ASSERT_TRUE(found);
    EXPECT_THAT(found->actor.grants, ElementsAre(Grant{Role::administrator, hamlet}));
    EXPECT_FALSE(found->session);
    EXPECT_EQ(require_session(environment(), with_token(token.secret)).error().code,
              "identity.session_needed");
}

TEST_P(AuthenticateTest, a_token_for_more_than_its_user_is_refused) {
    for (const Grant& beyond :
         {Grant{Role::administrator, area::AreaPath({"91"})},
          Grant{Role::administrator, other_commune_}, Grant{Role::emergency_issuer, commune_}}) {
        EXPECT_EQ(issue_token(environment(), admin_actor_, {.name = "x", .grants = {beyond}})
                      .error()
                      .code,
                  "identity.beyond_own_grants");
    }
    EXPECT_EQ(issue_token(environment(), admin_actor_, {.name = "x", .grants = {}}).error().code,
              "identity.beyond_own_grants");
}

TEST_P(AuthenticateTest, a_token_loses_what_its_user_loses) {
    const User user = add_user("lan", {{Role::composer, commune_}, {Role::approver, commune_}});
    const auto token =
        issue_token(
            environment(), actor_of(user),
            {.name = "máy", .grants = {{Role::composer, commune_}, {Role::approver, commune_}}})
            .value();
    ASSERT_TRUE(set_grants(environment(), admin_actor_, user.id, {{Role::composer, commune_}}));
    EXPECT_THAT(authenticate(environment(), with_token(token.secret)).value().actor.grants,
                ElementsAre(Grant{Role::composer, commune_}));
}

TEST_P(AuthenticateTest, a_token_expires_and_can_be_revoked) {
    const auto first = issue({{Role::administrator, commune_}}, 1);
    const auto second = issue({{Role::administrator, commune_}}, 2);
    EXPECT_EQ(refusal(with_token(first.secret)), "");
    ASSERT_TRUE(revoke_token(environment(), admin_actor_, second.token.id));
    EXPECT_EQ(refusal(with_token(second.secret)), "identity.not_signed_in");
    clock().advance(std::chrono::hours{24});
    EXPECT_EQ(refusal(with_token(first.secret)), "identity.not_signed_in");
}

TEST_P(AuthenticateTest, what_has_expired_is_swept) {
    issue({{Role::administrator, commune_}}, 1);
    clock().advance(std::chrono::hours{48});
    EXPECT_GT(database()
                  .write([&](storage::Transaction& transaction) -> base::Result<std::int64_t> {
                      return sweep_expired(transaction, clock().now());
                  })
                  .value(),
              1);
    EXPECT_THAT(own_tokens(environment(), admin_actor_).value(), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Engines, AuthenticateTest, testing::ValuesIn(testing_support::engines()),
                         testing::PrintToStringParamName());

TEST(SessionCookie, over_tls_it_is_bound_to_the_host_and_hidden_from_scripts) {
    const std::string cookie = session_cookie("abc", true);
    EXPECT_THAT(cookie, testing::StartsWith("__Host-nguon_session=abc; Path=/; HttpOnly;"));
    EXPECT_THAT(cookie, HasSubstr("; Secure"));
    EXPECT_THAT(session_cookie("abc", false), Not(HasSubstr("Secure")));
    EXPECT_THAT(expired_session_cookie(true), HasSubstr("Max-Age=0"));
}

TEST(SafeLine, without_tls_a_password_stays_on_this_machine) {
    Request request;
    request.peer = "10.0.0.7";
    EXPECT_EQ(require_safe_line(request).error().code, "identity.needs_https");
    request.secure = true;
    EXPECT_TRUE(require_safe_line(request));
    request.secure = false;
    for (const char* loopback : {"127.0.0.1", "::1", "::ffff:127.0.0.1"}) {
        request.peer = loopback;
        EXPECT_TRUE(require_safe_line(request));
    }
}

} // namespace

} // namespace identity
