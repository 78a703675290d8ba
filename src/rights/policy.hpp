#pragma once

#include "rights/actor.hpp"
#include "base/result.hpp"

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

/// True when one of the actor's grants has a role that carries the permission and an area that
/// covers `place`.
[[nodiscard]] bool allows(const Actor& actor, Permission permission, const area::AreaPath& place);

/// `allows` as a statement: refuses with Fault::forbidden (`rights.forbidden`), naming nothing that
/// the actor may not see.
[[nodiscard]] base::Result<void> require(const Actor& actor, Permission permission,
                                         const area::AreaPath& place);

/// The areas in which the actor has the permission; for list queries (a row is visible when one of
/// these covers it).
[[nodiscard]] std::vector<area::AreaPath> areas_with(const Actor& actor, Permission permission);

} // namespace rights
