#pragma once

#include "rights/actor.hpp"
#include "storage/row.hpp"

namespace identity {

/// A row with `role` and `area`. A role that this program does not know is a broken world.
[[nodiscard]] rights::Grant grant_of(const storage::Row& row);
[[nodiscard]] std::string role_text(rights::Role role);
/// A stored path; one that cannot be read is a broken world.
[[nodiscard]] area::AreaPath area_of(const storage::Row& row, std::string_view column);

} // namespace identity
