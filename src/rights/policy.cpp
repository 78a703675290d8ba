#include "rights/policy.hpp"

#include "base/ensure.hpp"

#include <algorithm>
#include <array>

namespace rights {

namespace {

using enum Permission;

// One row per role of R4. An administrator manages people and settings and sees everything, but
// writes, approves and broadcasts nothing: whoever does both holds both roles, and the audit log
// shows who granted them. Nobody approves by virtue of writing.
constexpr std::array administrator{read_bulletins, read_schedule, read_devices, read_media,
                                   read_proofs,    read_audit,    manage_users, manage_settings};
constexpr std::array composer{read_bulletins, write_bulletins, read_schedule,    read_devices,
                              read_media,     write_media,     write_dictionary, read_proofs};
constexpr std::array approver{read_bulletins,  approve_bulletins, read_schedule, write_schedule,
                              stop_everything, read_devices,      read_media,    read_proofs};
constexpr std::array operator_role{read_bulletins,  read_schedule, write_schedule,
                                   stop_everything, read_devices,  operate_devices,
                                   read_media,      write_media,   read_proofs};
constexpr std::array technician{read_schedule, read_devices, write_devices, operate_devices,
                                read_proofs};
constexpr std::array feedback_handler{read_bulletins, read_schedule, read_media};
constexpr std::array report_viewer{read_bulletins, read_schedule, read_devices, read_media,
                                   read_proofs};
constexpr std::array emergency_issuer{read_bulletins,  write_bulletins, read_schedule,
                                      stop_everything, raise_emergency, read_devices,
                                      read_media,      write_media,     read_proofs};

} // namespace

std::span<const Permission> permissions_of(Role role) {
    switch (role) {
    case Role::administrator:
        return administrator;
    case Role::composer:
        return composer;
    case Role::approver:
        return approver;
    case Role::operator_:
        return operator_role;
    case Role::technician:
        return technician;
    case Role::feedback_handler:
        return feedback_handler;
    case Role::report_viewer:
        return report_viewer;
    case Role::emergency_issuer:
        return emergency_issuer;
    }
    ENSURE(false);
}

namespace {

bool carries(Role role, Permission permission) {
    const auto carried = permissions_of(role);
    return std::ranges::find(carried, permission) != carried.end();
}

} // namespace

bool allows(const Actor& actor, Permission permission, const area::AreaPath& place) {
    return std::ranges::any_of(actor.grants, [&](const Grant& grant) {
        return carries(grant.role, permission) && grant.area.covers(place);
    });
}

base::Result<void> require(const Actor& actor, Permission permission, const area::AreaPath& place) {
    if (allows(actor, permission, place)) {
        return {};
    }
    return base::fail(
        base::Fault::forbidden, "rights.forbidden",
        "Bạn chưa được giao quyền làm việc này ở địa bàn này. Hãy nhờ người quản trị cấp quyền.",
        "You have not been given the right to do this in this area. Ask your administrator for "
        "it.");
}

std::vector<Permission> permissions_at(const Actor& actor, const area::AreaPath& place) {
    std::vector<Permission> found;
    for (const Grant& grant : actor.grants) {
        if (grant.area.covers(place)) {
            const auto carried = permissions_of(grant.role);
            found.insert(found.end(), carried.begin(), carried.end());
        }
    }
    std::ranges::sort(found);
    const auto repeated = std::ranges::unique(found);
    found.erase(repeated.begin(), repeated.end());
    return found;
}

std::vector<area::AreaPath> areas_with(const Actor& actor, Permission permission) {
    std::vector<area::AreaPath> found;
    for (const Grant& grant : actor.grants) {
        const auto covers_grant = [&](const area::AreaPath& area) {
            return area.covers(grant.area);
        };
        if (!carries(grant.role, permission) || std::ranges::any_of(found, covers_grant)) {
            continue;
        }
        std::erase_if(found, [&](const area::AreaPath& area) { return grant.area.covers(area); });
        found.push_back(grant.area);
    }
    return found;
}

} // namespace rights
