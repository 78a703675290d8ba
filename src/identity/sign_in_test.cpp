#include "identity/sign_in.hpp"

#include "audit/audit_chain.hpp"
#include "identity/identity_fixture.hpp"
#include "identity/second_factor.hpp"
#include "identity/totp.hpp"

#include <atomic>
#include <thread>

namespace identity {

namespace {

using base::Fault;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

class SignInTest : public IdentityFixture {};

TEST_P(SignInTest, the_first_administrator_needs_the_printed_code) {
    EXPECT_TRUE(needs_set_up(environment()).value());
    const auto code = issue_set_up_code(environment()).value().value();
    EXPECT_EQ(set_up(environment(), request("AAAAA-AAAAA"), client_).error().code,
              "identity.wrong_set_up_code");
    const auto opened = set_up(environment(), request(code), client_);
    ASSERT_TRUE(opened) << opened.error().message.en;
    EXPECT_EQ(opened->user.user_name, "admin.vt");
    EXPECT_THAT(opened->user.grants,
                ElementsAre(rights::Grant{rights::Role::administrator, commune_}));
    EXPECT_FALSE(needs_set_up(environment()).value());
    EXPECT_TRUE(try_sign_in("admin.vt", admin_password_));
}

TEST_P(SignInTest, the_set_up_code_works_once_and_is_made_no_more) {
    const auto code = issue_set_up_code(environment()).value().value();
    ASSERT_TRUE(set_up(environment(), request(code), client_));
    EXPECT_EQ(set_up(environment(), request(code), client_).error().code,
              "identity.already_set_up");
    EXPECT_EQ(issue_set_up_code(environment()).value(), std::nullopt);
}

TEST_P(SignInTest, the_set_up_code_expires_and_a_new_one_replaces_it) {
    const auto first = issue_set_up_code(environment()).value().value();
    const auto second = issue_set_up_code(environment()).value().value();
    EXPECT_EQ(set_up(environment(), request(first), client_).error().code,
              "identity.wrong_set_up_code");
    clock().advance(std::chrono::hours{24});
    EXPECT_EQ(set_up(environment(), request(second), client_).error().code,
              "identity.wrong_set_up_code");
}

TEST_P(SignInTest, a_weak_password_does_not_use_up_the_code) {
    const auto code = issue_set_up_code(environment()).value().value();
    auto weak = request(code);
    weak.password = "matkhau123";
    EXPECT_EQ(set_up(environment(), weak, client_).error().code, "identity.weak_password");
    EXPECT_TRUE(set_up(environment(), request(code), client_));
}

TEST_P(SignInTest, a_place_that_does_not_exist_is_refused_and_does_not_use_up_the_code) {
    const auto code = issue_set_up_code(environment()).value().value();
    const Environment strict{environment().database, environment().clock, environment().random,
                             environment().passwords,
                             [&](const area::AreaPath& area) { return area == commune_; }};
    auto nowhere = request(code);
    nowhere.area = area::AreaPath({"99"});
    EXPECT_EQ(set_up(strict, nowhere, client_).error().code, "identity.unknown_area");
    EXPECT_TRUE(set_up(strict, request(code), client_));
}

TEST_P(SignInTest, the_right_password_opens_a_session_and_is_logged) {
    set_up_system();
    const auto opened = try_sign_in("ADMIN.vt", admin_password_);
    ASSERT_TRUE(opened) << opened.error().message.en;
    EXPECT_THAT(opened->token, SizeIs(43));
    EXPECT_EQ(opened->session.peer, client_.peer);
    EXPECT_FALSE(opened->session.second_factor_at);
    EXPECT_EQ(audit::verify(database()).value().entries, 2);
}

TEST_P(SignInTest, an_unknown_name_and_a_wrong_password_get_the_same_answer) {
    set_up_system();
    const auto unknown = try_sign_in("nobody.here", admin_password_).error();
    const auto wrong = try_sign_in("admin.vt", "not the password").error();
    EXPECT_EQ(unknown.code, "identity.wrong_credentials");
    EXPECT_EQ(wrong.code, unknown.code);
    EXPECT_EQ(wrong.message.vi, unknown.message.vi);
    EXPECT_EQ(try_sign_in("'; drop table account; --", "x").error().code,
              "identity.wrong_credentials");
}

TEST_P(SignInTest, after_five_wrong_tries_the_name_is_locked_and_the_message_says_how_long) {
    set_up_system();
    for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(try_sign_in("admin.vt", "wrong password").error().code,
                  "identity.wrong_credentials");
    }
    const auto locked = try_sign_in("admin.vt", admin_password_).error();
    EXPECT_EQ(locked.code, "identity.locked_out");
    EXPECT_EQ(locked.fault, Fault::too_many);
    EXPECT_THAT(locked.message.vi, HasSubstr("1 phút"));
    clock().advance(std::chrono::minutes{1});
    EXPECT_EQ(try_sign_in("admin.vt", "wrong again").error().code, "identity.wrong_credentials");
    EXPECT_THAT(try_sign_in("admin.vt", admin_password_).error().message.en,
                HasSubstr("2 minutes"));
    clock().advance(std::chrono::minutes{2});
    EXPECT_TRUE(try_sign_in("admin.vt", admin_password_));
    EXPECT_TRUE(try_sign_in("admin.vt", admin_password_));
}

TEST_P(SignInTest, guessing_many_names_locks_the_address) {
    set_up_system();
    for (int i = 0; i < 20; ++i) {
        EXPECT_EQ(try_sign_in("user" + std::to_string(i), "guess").error().code,
                  "identity.wrong_credentials");
    }
    EXPECT_EQ(try_sign_in("admin.vt", admin_password_).error().code, "identity.locked_out");
    EXPECT_TRUE(sign_in(environment(), {.user_name = "admin.vt", .password = admin_password_},
                        {.peer = "10.0.0.8", .user_agent = ""}));
}

TEST_P(SignInTest, many_guesses_at_once_count_as_many) {
    set_up_system();
    std::atomic<int> looked_at = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 16; ++i) {
            threads.emplace_back([&] {
                const auto outcome = try_sign_in("admin.vt", "wrong password");
                looked_at += outcome.error().code == "identity.wrong_credentials" ? 1 : 0;
            });
        }
    }
    EXPECT_LE(looked_at.load(), 5);
}

TEST_P(SignInTest, a_disabled_account_is_told_so_only_with_the_right_password) {
    set_up_system();
    const User user = add_user("lan", {});
    ASSERT_TRUE(set_state(environment(), admin_actor_, user.id, UserState::disabled));
    EXPECT_EQ(try_sign_in("lan", user_password_).error().code, "identity.account_disabled");
    EXPECT_EQ(try_sign_in("lan", "wrong password").error().code, "identity.wrong_credentials");
}

class SecondFactorTest : public IdentityFixture {
protected:
    void SetUp() override {
        IdentityFixture::SetUp();
        if (IsSkipped()) {
            return;
        }
        set_up_system();
        const auto enrolment = enrol_totp(environment(), admin_actor_, admin_password_, client_);
        ASSERT_TRUE(enrolment);
        secret_ = enrolment->secret;
        address_ = enrolment->address;
    }
    std::vector<std::string> confirm() {
        const auto codes =
            confirm_totp(environment(), admin_actor_, admin_.session.id, code(), client_);
        EXPECT_TRUE(codes) << codes.error().message.en;
        clock().advance(std::chrono::seconds{30});
        return codes.value_or(std::vector<std::string>{});
    }
    std::string code() { return totp_code(secret_, clock().now()); }

    std::string secret_;
    std::string address_;
};

TEST_P(SecondFactorTest, it_is_not_in_force_before_a_code_proved_it) {
    EXPECT_THAT(address_, HasSubstr("otpauth://totp/Nguon:admin.vt?secret=" + secret_));
    EXPECT_TRUE(try_sign_in("admin.vt", admin_password_));
    EXPECT_EQ(confirm_totp(environment(), admin_actor_, admin_.session.id, "000000", client_)
                  .error()
                  .code,
              "identity.wrong_second_factor");
    EXPECT_TRUE(try_sign_in("admin.vt", admin_password_));
}

TEST_P(SecondFactorTest, in_force_it_is_asked_for_and_counts_once) {
    confirm();
    EXPECT_EQ(try_sign_in("admin.vt", admin_password_).error().code,
              "identity.second_factor_needed");
    const std::string once = code();
    const auto opened = try_sign_in("admin.vt", admin_password_, once);
    ASSERT_TRUE(opened) << opened.error().message.en;
    EXPECT_EQ(opened->session.second_factor_at, clock().now());
    EXPECT_EQ(try_sign_in("admin.vt", admin_password_, once).error().code,
              "identity.wrong_second_factor");
    clock().advance(std::chrono::seconds{30});
    EXPECT_TRUE(try_sign_in("admin.vt", admin_password_, code()));
}

TEST_P(SecondFactorTest, guessing_the_code_locks_as_well) {
    confirm();
    for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(try_sign_in("admin.vt", admin_password_, "000000").error().code,
                  "identity.wrong_second_factor");
    }
    EXPECT_EQ(try_sign_in("admin.vt", admin_password_, code()).error().code, "identity.locked_out");
}

TEST_P(SecondFactorTest, each_recovery_code_is_good_once) {
    const auto codes = confirm();
    ASSERT_THAT(codes, SizeIs(10));
    EXPECT_TRUE(try_sign_in("admin.vt", admin_password_, codes[0]));
    EXPECT_EQ(try_sign_in("admin.vt", admin_password_, codes[0]).error().code,
              "identity.wrong_second_factor");
    EXPECT_TRUE(try_sign_in("admin.vt", admin_password_, codes[9]));
}

TEST_P(SecondFactorTest, it_is_shown_again_within_a_session) {
    confirm();
    EXPECT_EQ(show_second_factor(environment(), admin_actor_, admin_.session.id, "123456", client_)
                  .error()
                  .code,
              "identity.wrong_second_factor");
    EXPECT_EQ(
        show_second_factor(environment(), admin_actor_, admin_.session.id, code(), client_).value(),
        clock().now());
}

TEST_P(SecondFactorTest, removing_it_asks_for_both) {
    confirm();
    EXPECT_EQ(
        disable_totp(environment(), admin_actor_, "wrong password", code(), client_).error().code,
        "identity.wrong_password");
    EXPECT_EQ(
        disable_totp(environment(), admin_actor_, admin_password_, "000000", client_).error().code,
        "identity.wrong_second_factor");
    EXPECT_TRUE(disable_totp(environment(), admin_actor_, admin_password_, code(), client_));
    EXPECT_TRUE(try_sign_in("admin.vt", admin_password_));
}

TEST_P(SecondFactorTest, enrolling_again_needs_the_old_one_removed) {
    confirm();
    EXPECT_EQ(enrol_totp(environment(), admin_actor_, admin_password_, client_).error().code,
              "identity.second_factor_exists");
}

INSTANTIATE_TEST_SUITE_P(Engines, SignInTest, testing::ValuesIn(testing_support::engines()),
                         testing::PrintToStringParamName());
INSTANTIATE_TEST_SUITE_P(Engines, SecondFactorTest, testing::ValuesIn(testing_support::engines()),
                         testing::PrintToStringParamName());

} // namespace

} // namespace identity
