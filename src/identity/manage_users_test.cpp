#include "identity/manage_users.hpp"

#include "audit/audit_chain.hpp"
#include "identity/identity_fixture.hpp"

namespace identity {

namespace {

using rights::Grant;
using rights::Role;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

class ManageUsersTest : public IdentityFixture {
protected:
    void SetUp() override {
        IdentityFixture::SetUp();
        if (!IsSkipped()) {
            set_up_system();
        }
    }
    UserDraft draft(const std::string& name) {
        return {.user_name = name,
                .display_name = "Lê Thị Lan",
                .unit = admin_.user.unit,
                .phone = "0912 345 678"};
    }
    std::vector<std::string> names(const rights::Actor& actor, const std::string& search = "") {
        std::vector<std::string> found;
        const auto users = managed_users(environment(), actor, {.areas = {}, .search = search});
        for (const User& user : users.value()) {
            found.push_back(user.user_name);
        }
        return found;
    }
    /// An administrator of the province, made where grants are not asked.
    rights::Actor province() {
        return {.user = UserId::parse("01970000-0000-7000-8000-000000000009").value(),
                .name = "Sở",
                .grants = {{Role::administrator, area::AreaPath({"91"})}},
                .second_factor_at = {}};
    }
};

TEST_P(ManageUsersTest, a_new_person_chooses_the_password_by_the_code) {
    const auto made =
        create_user(environment(), admin_actor_, draft("lan"), {{Role::composer, commune_}});
    ASSERT_TRUE(made) << made.error().message.en;
    EXPECT_FALSE(made->user.has_password);
    EXPECT_EQ(made->user.area, commune_);
    EXPECT_EQ(try_sign_in("lan", "").error().code, "identity.wrong_credentials");
    EXPECT_EQ(
        reset_password(environment(),
                       {.user_name = "lan", .code = "11111-11111", .new_password = user_password_},
                       client_)
            .error()
            .code,
        "identity.wrong_reset_code");
    std::string typed = made->code;
    std::ranges::transform(typed, typed.begin(),
                           [](char c) { return static_cast<char>(tolower(c)); });
    ASSERT_TRUE(reset_password(environment(),
                               {.user_name = "LAN", .code = typed, .new_password = user_password_},
                               client_));
    EXPECT_TRUE(try_sign_in("lan", user_password_));
    EXPECT_EQ(reset_password(
                  environment(),
                  {.user_name = "lan", .code = made->code, .new_password = user_password_}, client_)
                  .error()
                  .code,
              "identity.wrong_reset_code")
        << "the code is used up";
}

TEST_P(ManageUsersTest, a_reset_code_expires_and_is_for_one_person) {
    const auto lan = create_user(environment(), admin_actor_, draft("lan"), {}).value();
    const auto mai = create_user(environment(), admin_actor_, draft("mai"), {}).value();
    EXPECT_FALSE(reset_password(
        environment(), {.user_name = "mai", .code = lan.code, .new_password = user_password_},
        client_));
    clock().advance(std::chrono::hours{72});
    EXPECT_FALSE(reset_password(
        environment(), {.user_name = "mai", .code = mai.code, .new_password = user_password_},
        client_));
}

TEST_P(ManageUsersTest, a_forgotten_password_is_replaced_and_the_lock_lifted) {
    const User user = add_user("lan", {});
    const auto session = try_sign_in("lan", user_password_).value();
    for (int i = 0; i < 5; ++i) {
        static_cast<void>(try_sign_in("lan", "wrong password"));
    }
    EXPECT_EQ(try_sign_in("lan", user_password_).error().code, "identity.locked_out");
    const auto issued = issue_reset_code(environment(), admin_actor_, user.id, false).value();
    ASSERT_TRUE(reset_password(
        environment(),
        {.user_name = "lan", .code = issued.code, .new_password = "một mật khẩu mới hẳn"},
        client_));
    EXPECT_FALSE(try_sign_in("lan", user_password_));
    EXPECT_TRUE(try_sign_in("lan", "một mật khẩu mới hẳn"));
}

TEST_P(ManageUsersTest, wrong_input_is_named_and_changes_nothing) {
    auto bad_name = draft("Lan Anh");
    EXPECT_EQ(create_user(environment(), admin_actor_, bad_name, {}).error().code,
              "identity.bad_user_name");
    auto no_name = draft("lan");
    no_name.display_name = "  ";
    EXPECT_EQ(create_user(environment(), admin_actor_, no_name, {}).error().code,
              "identity.bad_name");
    auto bad_phone = draft("lan");
    bad_phone.phone = "gọi sau";
    EXPECT_EQ(create_user(environment(), admin_actor_, bad_phone, {}).error().code,
              "identity.bad_phone");
    auto no_unit = draft("lan");
    no_unit.unit = UnitId{};
    EXPECT_EQ(create_user(environment(), admin_actor_, no_unit, {}).error().code,
              "identity.no_such_unit");
    EXPECT_EQ(create_user(environment(), admin_actor_, draft("ADMIN.VT"), {}).error().code,
              "identity.user_name_taken");
    EXPECT_THAT(names(admin_actor_), ElementsAre("admin.vt"));
}

TEST_P(ManageUsersTest, without_the_right_nothing_can_be_seen_or_changed) {
    const User user = add_user("lan", {{Role::composer, commune_}});
    const rights::Actor lan = actor_of(user);
    EXPECT_EQ(managed_users(environment(), lan, {}).error().code, "rights.forbidden");
    EXPECT_EQ(managed_user(environment(), lan, admin_.user.id).error().code,
              "identity.no_such_user");
    EXPECT_FALSE(create_user(environment(), lan, draft("mai"), {}));
    EXPECT_FALSE(set_state(environment(), lan, admin_.user.id, UserState::disabled));
    EXPECT_FALSE(set_grants(environment(), lan, user.id, {{Role::administrator, commune_}}));
    EXPECT_FALSE(issue_reset_code(environment(), lan, admin_.user.id, false));
}

TEST_P(ManageUsersTest, an_administrator_next_door_sees_nobody_here) {
    const rights::Actor neighbour{.user = admin_.user.id,
                                  .name = "x",
                                  .grants = {{Role::administrator, other_commune_}},
                                  .second_factor_at = {}};
    EXPECT_THAT(names(neighbour), IsEmpty());
    EXPECT_EQ(managed_user(environment(), neighbour, admin_.user.id).error().code,
              "identity.no_such_user");
    EXPECT_EQ(create_user(environment(), neighbour, draft("mai"), {}).error().code,
              "identity.no_such_unit");
}

TEST_P(ManageUsersTest, nobody_gives_rights_outside_of_their_own_area) {
    EXPECT_EQ(
        create_user(environment(), admin_actor_, draft("lan"), {{Role::composer, other_commune_}})
            .error()
            .code,
        "rights.forbidden");
    const User user = add_user("lan", {});
    EXPECT_EQ(
        set_grants(environment(), admin_actor_, user.id, {{Role::composer, area::AreaPath({"91"})}})
            .error()
            .code,
        "rights.forbidden");
    EXPECT_THAT(managed_user(environment(), admin_actor_, user.id).value().grants, IsEmpty());
}

TEST_P(ManageUsersTest, grants_from_above_stay_when_somebody_below_changes_the_rest) {
    const User user = add_user("lan", {{Role::composer, commune_}});
    const Grant above{Role::report_viewer, area::AreaPath({"91"})};
    ASSERT_TRUE(
        set_grants(environment(), province(), user.id, {above, {Role::composer, commune_}}));
    const auto changed =
        set_grants(environment(), admin_actor_, user.id, {{Role::approver, commune_}}).value();
    EXPECT_THAT(changed.grants, UnorderedElementsAre(above, Grant{Role::approver, commune_}));
    EXPECT_THAT(managed_user(environment(), admin_actor_, user.id).value().grants,
                UnorderedElementsAre(above, Grant{Role::approver, commune_}));
}

TEST_P(ManageUsersTest, nobody_locks_themselves_out) {
    EXPECT_EQ(
        set_state(environment(), admin_actor_, admin_.user.id, UserState::disabled).error().code,
        "identity.own_account");
    EXPECT_EQ(set_grants(environment(), admin_actor_, admin_.user.id, {{Role::composer, commune_}})
                  .error()
                  .code,
              "identity.own_account");
    EXPECT_TRUE(set_grants(environment(), admin_actor_, admin_.user.id,
                           {{Role::administrator, commune_}, {Role::composer, commune_}}));
}

TEST_P(ManageUsersTest, an_edit_of_an_old_version_is_refused) {
    const User user = add_user("lan", {});
    auto edit = draft("");
    ASSERT_TRUE(update_user(environment(), admin_actor_, user.id, user.version, edit));
    edit.display_name = "Lê Thị Lan Anh";
    EXPECT_EQ(update_user(environment(), admin_actor_, user.id, user.version, edit).error().code,
              "identity.changed_meanwhile");
    const auto done = update_user(environment(), admin_actor_, user.id, user.version + 1, edit);
    EXPECT_EQ(done.value().display_name, "Lê Thị Lan Anh");
}

TEST_P(ManageUsersTest, people_are_found_without_tone_marks_and_page_by_page) {
    add_user("lan", {});
    add_user("mai", {});
    EXPECT_THAT(names(admin_actor_, "nguoi MAI"), ElementsAre("mai"));
    EXPECT_THAT(names(admin_actor_, "binh"), ElementsAre("admin.vt"));
    EXPECT_THAT(names(admin_actor_, "%"), SizeIs(3));
    const auto first = managed_users(environment(), admin_actor_, {.limit = 2}).value();
    ASSERT_THAT(first, SizeIs(2));
    const auto rest = managed_users(environment(), admin_actor_,
                                    {.after = base::to_text(first.back().id), .limit = 2})
                          .value();
    EXPECT_THAT(rest, SizeIs(1));
}

TEST_P(ManageUsersTest, units_are_made_moved_and_archived_within_the_own_area) {
    const auto made = create_unit(
        environment(), admin_actor_,
        {.name = "Trung tâm Dịch vụ tổng hợp", .kind = UnitKind::service_centre, .area = commune_});
    ASSERT_TRUE(made) << made.error().message.en;
    EXPECT_EQ(
        create_unit(environment(), admin_actor_, {.name = "Ở nơi khác", .area = other_commune_})
            .error()
            .code,
        "rights.forbidden");
    EXPECT_EQ(update_unit(environment(), admin_actor_, made->id, 1,
                          {.name = made->name, .area = other_commune_})
                  .error()
                  .code,
              "rights.forbidden");
    const auto archived =
        update_unit(environment(), admin_actor_, made->id, 1,
                    {.name = made->name, .kind = made->kind, .area = commune_, .archived = true});
    ASSERT_TRUE(archived);
    EXPECT_EQ(update_unit(environment(), admin_actor_, made->id, 1,
                          {.name = made->name, .area = commune_})
                  .error()
                  .code,
              "identity.changed_meanwhile");
    auto there = draft("lan");
    there.unit = made->id;
    EXPECT_EQ(create_user(environment(), admin_actor_, there, {}).error().code,
              "identity.unit_archived");
    EXPECT_THAT(visible_units(environment(), admin_actor_, {.search = "dich vu"}).value(),
                SizeIs(1));
}

TEST_P(ManageUsersTest, people_and_units_are_listed_by_area_and_people_by_unit) {
    const rights::Actor above = province();
    const Unit there =
        create_unit(environment(), above, {.name = "Trạm Rạch Giá", .area = other_commune_})
            .value();
    auto hired = draft("mai");
    hired.unit = there.id;
    ASSERT_TRUE(create_user(environment(), above, hired, {}));
    EXPECT_THAT(names(above), SizeIs(2));
    const auto found = [&](const ListQuery& query) {
        return managed_users(environment(), above, query).value();
    };
    ASSERT_THAT(found({.under = other_commune_}), SizeIs(1));
    EXPECT_EQ(found({.under = other_commune_}).front().user_name, "mai");
    EXPECT_THAT(found({.unit = admin_.user.unit}), SizeIs(1));
    EXPECT_THAT(found({.under = commune_, .unit = there.id}), IsEmpty());
    EXPECT_THAT(visible_units(environment(), above, {.under = other_commune_}).value(), SizeIs(1));
    EXPECT_THAT(visible_units(environment(), admin_actor_, {.under = other_commune_}).value(),
                IsEmpty())
        << "the filter opens no door";
}

/// Somebody of the province who was given one commune.
TEST_P(ManageUsersTest, the_own_unit_is_seen_wherever_it_stands_and_nothing_else_there) {
    const rights::Actor above = province();
    const area::AreaPath province_area({"91"});
    const Unit own =
        create_unit(environment(), above, {.name = "Sở Văn hóa", .area = province_area}).value();
    const Unit beside =
        create_unit(environment(), above, {.name = "Sở Tài chính", .area = province_area}).value();
    const Unit elsewhere =
        create_unit(environment(), above, {.name = "Trạm Rạch Giá", .area = other_commune_})
            .value();
    auto hired = draft("lan");
    hired.unit = own.id;
    const rights::Actor lan = actor_of(
        create_user(environment(), above, hired, {{Role::administrator, commune_}}).value().user);

    const auto seen = visible_unit(environment(), lan, own.id);
    ASSERT_TRUE(seen) << seen.error().message.en;
    EXPECT_EQ(seen->name, "Sở Văn hóa");
    EXPECT_EQ(seen->area, province_area);
    EXPECT_TRUE(visible_unit(environment(), lan, admin_.user.unit)) << "by the role, as before";

    for (const UnitId hidden : {beside.id, elsewhere.id}) {
        EXPECT_EQ(visible_unit(environment(), lan, hidden).error().code, "identity.no_such_unit");
    }
    EXPECT_THAT(visible_units(environment(), lan, {}).value(), SizeIs(1))
        << "a list is of places where the person may do something";
    EXPECT_EQ(update_unit(environment(), lan, own.id, own.version,
                          {.name = "Sở của tôi", .area = commune_})
                  .error()
                  .code,
              "rights.forbidden");
    EXPECT_EQ(visible_unit(environment(), above, own.id).value().name, "Sở Văn hóa");
}

TEST_P(ManageUsersTest, who_changes_to_another_unit_no_longer_sees_the_one_left) {
    const rights::Actor above = province();
    const Unit left =
        create_unit(environment(), above, {.name = "Trạm Rạch Giá", .area = other_commune_})
            .value();
    auto moved = draft("lan");
    moved.unit = left.id;
    const User user =
        create_user(environment(), above, moved, {{Role::composer, commune_}}).value().user;
    ASSERT_TRUE(visible_unit(environment(), actor_of(user), left.id));
    moved.unit = admin_.user.unit;
    ASSERT_TRUE(update_user(environment(), above, user.id, user.version, moved));
    EXPECT_EQ(visible_unit(environment(), actor_of(user), left.id).error().code,
              "identity.no_such_unit");
}

TEST_P(ManageUsersTest, an_administrator_signs_a_person_out_everywhere) {
    const User user = add_user("lan", {{Role::composer, commune_}});
    ASSERT_TRUE(try_sign_in("lan", user_password_));
    ASSERT_TRUE(try_sign_in("lan", user_password_));
    EXPECT_THAT(sessions_of(environment(), admin_actor_, user.id).value(), SizeIs(2));
    ASSERT_TRUE(end_sessions_of(environment(), admin_actor_, user.id));
    EXPECT_THAT(sessions_of(environment(), admin_actor_, user.id).value(), IsEmpty());
    EXPECT_TRUE(try_sign_in("lan", user_password_)) << "the account itself stays open";
}

TEST_P(ManageUsersTest, sessions_of_strangers_and_own_ones_are_not_ended_from_here) {
    const User user = add_user("lan", {{Role::composer, commune_}});
    const rights::Actor lan = actor_of(user);
    EXPECT_EQ(sessions_of(environment(), lan, admin_.user.id).error().code,
              "identity.no_such_user");
    EXPECT_EQ(end_sessions_of(environment(), lan, admin_.user.id).error().code,
              "identity.no_such_user");
    EXPECT_EQ(end_sessions_of(environment(), admin_actor_, admin_.user.id).error().code,
              "identity.own_sessions");
    EXPECT_THAT(sessions_of(environment(), admin_actor_, admin_.user.id).value(), SizeIs(1));
}

TEST_P(ManageUsersTest, every_change_of_people_is_in_the_log) {
    const std::int64_t before = audit::verify(database()).value().entries;
    const User user = add_user("lan", {}); // created, password set
    ASSERT_TRUE(set_grants(environment(), admin_actor_, user.id, {{Role::composer, commune_}}));
    ASSERT_TRUE(set_state(environment(), admin_actor_, user.id, UserState::disabled));
    ASSERT_TRUE(issue_reset_code(environment(), admin_actor_, user.id, true));
    const auto report = audit::verify(database()).value();
    EXPECT_FALSE(report.broken);
    EXPECT_EQ(report.entries - before, 5);
}

INSTANTIATE_TEST_SUITE_P(Engines, ManageUsersTest, testing::ValuesIn(testing_support::engines()),
                         testing::PrintToStringParamName());

} // namespace

} // namespace identity
