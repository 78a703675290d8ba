#include "rights/policy.hpp"

#include "rights/rights_json.hpp"
#include "json/described.hpp"

#include <gmock/gmock.h>

#include <map>
#include <set>

namespace rights {

namespace {

using area::AreaPath;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

const AreaPath country;
const AreaPath an_giang({"91"});
const AreaPath vinh_thuan({"91", "31069"});
const AreaPath hamlet({"91", "31069", "01"});
const AreaPath other_commune({"91", "30769"});
const AreaPath other_province({"92"});
/// A code that begins with the same digits is another place.
const AreaPath longer_code({"91", "310690"});

template <class Enum>
std::vector<Enum> all_of() {
    std::vector<Enum> all;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Enum>>(
        [&](auto enumerator) { all.push_back(enumerator.value); });
    return all;
}

Actor with(std::vector<Grant> grants) {
    return {.user = {}, .name = "test", .grants = std::move(grants), .second_factor_at = {}};
}

/// The whole policy once more, in words, so that a change of the table is a decision.
const std::map<std::string, std::set<std::string>> expected_roles{
    {"read_bulletins",
     {"administrator", "composer", "approver", "operator", "feedback_handler", "report_viewer",
      "emergency_issuer"}},
    {"write_bulletins", {"composer", "emergency_issuer"}},
    {"approve_bulletins", {"approver"}},
    {"read_schedule",
     {"administrator", "composer", "approver", "operator", "technician", "feedback_handler",
      "report_viewer", "emergency_issuer"}},
    {"write_schedule", {"approver", "operator"}},
    {"stop_everything", {"approver", "operator", "emergency_issuer"}},
    {"raise_emergency", {"emergency_issuer"}},
    {"read_devices",
     {"administrator", "composer", "approver", "operator", "technician", "report_viewer",
      "emergency_issuer"}},
    {"write_devices", {"technician"}},
    {"operate_devices", {"operator", "technician"}},
    {"read_media",
     {"administrator", "composer", "approver", "operator", "feedback_handler", "report_viewer",
      "emergency_issuer"}},
    {"write_media", {"composer", "operator", "emergency_issuer"}},
    {"write_dictionary", {"composer"}},
    {"read_proofs",
     {"administrator", "composer", "approver", "operator", "technician", "report_viewer",
      "emergency_issuer"}},
    {"read_audit", {"administrator"}},
    {"manage_users", {"administrator"}},
    {"manage_settings", {"administrator"}},
};

TEST(Policy, every_permission_is_carried_by_exactly_the_roles_that_were_decided) {
    std::map<std::string, std::set<std::string>> found;
    for (const Permission permission : all_of<Permission>()) {
        auto& roles = found[std::string(json::enum_text(permission))];
        for (const Role role : all_of<Role>()) {
            if (allows(with({{role, country}}), permission, country)) {
                roles.insert(std::string(json::enum_text(role)));
            }
        }
    }
    EXPECT_EQ(found, expected_roles);
}

TEST(Policy, a_grant_counts_in_its_area_and_below_and_nowhere_else) {
    for (const Role role : all_of<Role>()) {
        const Actor actor = with({{role, vinh_thuan}});
        for (const Permission permission : permissions_of(role)) {
            EXPECT_TRUE(allows(actor, permission, vinh_thuan));
            EXPECT_TRUE(allows(actor, permission, hamlet));
            EXPECT_FALSE(allows(actor, permission, an_giang));
            EXPECT_FALSE(allows(actor, permission, country));
            EXPECT_FALSE(allows(actor, permission, other_commune));
            EXPECT_FALSE(allows(actor, permission, longer_code));
            EXPECT_FALSE(allows(actor, permission, other_province));
        }
    }
}

TEST(Policy, role_and_area_must_come_from_the_same_grant) {
    const Actor actor = with({{Role::composer, vinh_thuan}, {Role::report_viewer, other_commune}});
    EXPECT_TRUE(allows(actor, Permission::write_bulletins, vinh_thuan));
    EXPECT_FALSE(allows(actor, Permission::write_bulletins, other_commune));
    EXPECT_TRUE(allows(actor, Permission::read_bulletins, other_commune));
}

TEST(Policy, nobody_without_grants_may_do_anything) {
    for (const Permission permission : all_of<Permission>()) {
        EXPECT_FALSE(allows(with({}), permission, vinh_thuan));
        EXPECT_FALSE(allows(system_actor("dispatcher"), permission, vinh_thuan));
    }
}

TEST(Policy, require_refuses_with_a_code_and_both_languages) {
    const auto refused =
        require(with({{Role::composer, vinh_thuan}}), Permission::approve_bulletins, vinh_thuan);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().fault, base::Fault::forbidden);
    EXPECT_EQ(refused.error().code, "rights.forbidden");
    EXPECT_FALSE(refused.error().message.vi.empty());
    EXPECT_FALSE(refused.error().message.en.empty());
    EXPECT_TRUE(
        require(with({{Role::approver, an_giang}}), Permission::approve_bulletins, vinh_thuan));
}

TEST(Policy, abilities_at_a_place_join_all_grants_that_cover_it) {
    const Actor actor = with({{Role::feedback_handler, an_giang},
                              {Role::approver, vinh_thuan},
                              {Role::administrator, other_province}});
    EXPECT_THAT(permissions_at(actor, vinh_thuan),
                ElementsAre(Permission::read_bulletins, Permission::approve_bulletins,
                            Permission::read_schedule, Permission::write_schedule,
                            Permission::stop_everything, Permission::read_devices,
                            Permission::read_media, Permission::read_proofs));
    EXPECT_THAT(permissions_at(actor, country), IsEmpty());
}

TEST(Policy, areas_with_a_permission_name_no_place_twice) {
    const Actor actor = with({{Role::composer, hamlet},
                              {Role::composer, vinh_thuan},
                              {Role::emergency_issuer, hamlet},
                              {Role::composer, other_province},
                              {Role::report_viewer, country}});
    EXPECT_THAT(areas_with(actor, Permission::write_bulletins),
                UnorderedElementsAre(vinh_thuan, other_province));
    EXPECT_THAT(areas_with(actor, Permission::read_bulletins), ElementsAre(country));
    EXPECT_THAT(areas_with(actor, Permission::manage_users), IsEmpty());
}

} // namespace

} // namespace rights
