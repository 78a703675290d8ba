#pragma once

#include "identity/environment.hpp"
#include "identity/user.hpp"
#include "identity/user_store_sql.hpp"

namespace identity {

// Organisations. Everybody who is signed in may see those of the areas in which they have a grant,
// because pickers need them, and one by one the unit to which they belong, wherever it stands: the
// grants of somebody of the province may lie in one commune. Changing asks for manage_users in the
// unit's area.

[[nodiscard]] base::Result<std::vector<Unit>>
visible_units(const Environment& environment, const rights::Actor& actor, ListQuery query);
[[nodiscard]] base::Result<Unit> visible_unit(const Environment& environment,
                                              const rights::Actor& actor, UnitId id);

struct UnitDraft {
    std::string name;
    UnitKind kind = UnitKind::other;
    area::AreaPath area;
    bool archived = false;
};
[[nodiscard]] base::Result<Unit> create_unit(const Environment& environment,
                                             const rights::Actor& actor, const UnitDraft& draft);
/// `version` is the one that the actor saw; another is `identity.changed_meanwhile`. Moving a unit
/// to another area asks for the right in both.
[[nodiscard]] base::Result<Unit> update_unit(const Environment& environment,
                                             const rights::Actor& actor, UnitId id,
                                             std::int64_t version, const UnitDraft& draft);

} // namespace identity
