#pragma once

#include "identity/manage_units.hpp"
#include "identity/manage_users.hpp"
#include "identity/own_access.hpp"
#include "identity/set_up.hpp"
#include "identity/sign_in.hpp"
#include "testing/manual_clock.hpp"
#include "testing/seeded_random.hpp"
#include "testing/temporary_database.hpp"

#include <gmock/gmock.h>

namespace identity {

/// A system that was set up: one administrator of xã Vĩnh Thuận, at nine in the morning.
class IdentityFixture : public testing::TestWithParam<testing_support::Engine> {
protected:
    void SetUp() override {
        if (const auto why = testing_support::why_missing(GetParam())) {
            GTEST_SKIP() << *why;
        }
        opened_.emplace(GetParam());
        environment_.emplace(opened_->database(), clock_, random_, passwords_);
    }

    void set_up_system() {
        const auto code = issue_set_up_code(environment());
        ASSERT_TRUE(code && *code);
        const auto opened = set_up(environment(), request(**code), client_);
        ASSERT_TRUE(opened) << opened.error().message.en;
        admin_ = *opened;
        admin_actor_ = actor_of(admin_.user);
    }

    identity::SetUp request(const std::string& code) {
        return {.code = code,
                .unit_name = "Phòng Văn hóa – Xã hội xã Vĩnh Thuận",
                .unit_kind = UnitKind::culture_office,
                .area = commune_,
                .user_name = "Admin.VT",
                .display_name = "Trần Văn Bình",
                .password = admin_password_};
    }

    /// A person with a password of their own.
    User add_user(const std::string& name, const std::vector<rights::Grant>& grants) {
        const auto made = create_user(environment(), admin_actor_,
                                      {.user_name = name,
                                       .display_name = "Người " + name,
                                       .unit = admin_.user.unit,
                                       .phone = ""},
                                      grants);
        EXPECT_TRUE(made) << made.error().message.en;
        const auto set = reset_password(
            environment(), {.user_name = name, .code = made->code, .new_password = user_password_},
            client_);
        EXPECT_TRUE(set) << set.error().message.en;
        return managed_user(environment(), admin_actor_, made->user.id).value();
    }

    base::Result<SignedIn> try_sign_in(const std::string& name, const std::string& password,
                                       const std::string& code = "") {
        return sign_in(environment(), {.user_name = name, .password = password, .code = code},
                       client_);
    }

    const Environment& environment() { return *environment_; }
    storage::Database& database() { return opened_->database(); }
    testing_support::ManualClock& clock() { return clock_; }

    const std::string admin_password_ = "con trâu ăn cỏ non";
    const std::string user_password_ = "ruộng lúa mùa nước nổi";
    const area::AreaPath commune_{std::vector<area::AreaCode>{"91", "31069"}};
    const area::AreaPath other_commune_{std::vector<area::AreaCode>{"91", "30769"}};
    const Client client_{.peer = "10.0.0.7", .user_agent = "Firefox"};
    SignedIn admin_;
    rights::Actor admin_actor_;

private:
    std::optional<testing_support::TemporaryDatabase> opened_;
    testing_support::ManualClock clock_{base::Instant{1'780'279'200'000}};
    testing_support::SeededRandom random_{7};
    PasswordHasher passwords_{crypto::cheapest_password_cost};
    std::optional<Environment> environment_;
};

} // namespace identity
