#pragma once

#include "base/result.hpp"
#include "rights/actor.hpp"

#include <span>
#include <vector>

namespace rights {

/// What can be done. One verb and one thing each; the table in policy.cpp says which role may.
enum class Permission : std::uint8_t {
    read_bulletins,
    write_bulletins,
    approve_bulletins,
    read_schedule,
    write_schedule,
    stop_everything,
    raise_emergency,
    read_devices,
    write_devices,
    operate_devices,
    read_media,
    write_media,
    write_dictionary,
    read_proofs,
    read_audit,
    manage_users,
    manage_settings,
};

/// What a role may do, wherever it is granted.
[[nodiscard]] std::span<const Permission> permissions_of(Role role);

/// True when one of the actor's grants has a role that carries the permission and an area that
/// covers `place`.
[[nodiscard]] bool allows(const Actor& actor, Permission permission, const area::AreaPath& place);

/// `allows` as a statement: refuses with Fault::forbidden (`rights.forbidden`), naming nothing that
/// the actor may not see.
[[nodiscard]] base::Result<void> require(const Actor& actor, Permission permission,
                                         const area::AreaPath& place);

/// Everything that the actor may do at `place`, in the order of Permission; for `abilities`.
[[nodiscard]] std::vector<Permission> permissions_at(const Actor& actor,
                                                     const area::AreaPath& place);

/// The areas in which the actor has the permission; for list queries (a row is visible when one of
/// these covers it). None of them lies within another.
[[nodiscard]] std::vector<area::AreaPath> areas_with(const Actor& actor, Permission permission);

} // namespace rights
