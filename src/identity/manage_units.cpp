#include "identity/manage_units.hpp"

#include "audit/audit.hpp"
#include "base/try.hpp"
#include "identity/identity_json.hpp"
#include "rights/policy.hpp"

#include <algorithm>

namespace identity {

namespace {

using base::Fault;
using rights::Actor;
using rights::Permission;
using storage::Connection;
using storage::Transaction;

std::vector<area::AreaPath> granted_areas(const Actor& actor) {
    std::vector<area::AreaPath> areas;
    for (const rights::Grant& grant : actor.grants) {
        areas.push_back(grant.area);
    }
    return areas;
}

bool belongs_to(Connection& connection, const Actor& actor, const Unit& unit) {
    const auto user = find_user(connection, actor.user);
    return user && user->unit == unit.id;
}

base::Result<Unit> load(Connection& connection, const Actor& actor, UnitId id) {
    auto unit = find_unit(connection, id);
    const auto areas = granted_areas(actor);
    const auto covers = [&](const area::AreaPath& area) { return area.covers(unit->area); };
    if (!unit || (std::ranges::none_of(areas, covers) && !belongs_to(connection, actor, *unit))) {
        return base::fail(Fault::not_found, "identity.no_such_unit",
                          "Không có đơn vị này trong địa bàn của bạn.",
                          "There is no such unit in your area.");
    }
    return *std::move(unit);
}

void log(Transaction& transaction, const Actor& actor, std::string action, const Unit* before,
         const Unit& after, base::Instant now) {
    audit::append(transaction, actor,
                  {.action = std::move(action),
                   .entity = "unit/" + base::to_text(after.id),
                   .area = after.area,
                   .before = before == nullptr ? std::string() : unit_json(*before, {}),
                   .after = unit_json(after, {}),
                   .note = after.name},
                  now);
}

} // namespace

base::Result<std::vector<Unit>> visible_units(const Environment& environment, const Actor& actor,
                                              ListQuery query) {
    query.areas = granted_areas(actor);
    return environment.database.read(
        [&](Connection& connection) -> base::Result<std::vector<Unit>> {
            return list_units(connection, query);
        });
}

base::Result<Unit> visible_unit(const Environment& environment, const Actor& actor, UnitId id) {
    return environment.database.read(
        [&](Connection& connection) -> base::Result<Unit> { return load(connection, actor, id); });
}

base::Result<Unit> create_unit(const Environment& environment, const Actor& actor,
                               const UnitDraft& draft) {
    TRY(rights::require(actor, Permission::manage_users, draft.area));
    TRY(require_known_area(environment, draft.area));
    const base::Instant now = environment.clock.now();
    Unit unit{.id = UnitId::make(now, environment.random),
              .name = {},
              .kind = draft.kind,
              .area = draft.area,
              .archived = draft.archived,
              .created_at = now};
    TRY_ASSIGN(unit.name, check_name(draft.name));
    return environment.database.write([&](Transaction& transaction) -> base::Result<Unit> {
        insert_unit(transaction, unit);
        log(transaction, actor, "identity.create_unit", nullptr, unit, now);
        return unit;
    });
}

base::Result<Unit> update_unit(const Environment& environment, const Actor& actor, UnitId id,
                               std::int64_t version, const UnitDraft& draft) {
    TRY_ASSIGN(const std::string name, check_name(draft.name));
    TRY(require_known_area(environment, draft.area));
    return environment.database.write([&](Transaction& transaction) -> base::Result<Unit> {
        TRY_ASSIGN(const Unit before, load(transaction, actor, id));
        TRY(rights::require(actor, Permission::manage_users, before.area));
        TRY(rights::require(actor, Permission::manage_users, draft.area));
        Unit after = before;
        after.name = name;
        after.kind = draft.kind;
        after.area = draft.area;
        after.archived = draft.archived;
        if (before.version != version || !save_unit(transaction, after)) {
            return base::fail(Fault::conflict, "identity.changed_meanwhile",
                              "Người khác vừa sửa mục này. Hãy tải lại trang rồi sửa tiếp.",
                              "Somebody else has just changed this. Reload the page, then go on.");
        }
        ++after.version;
        log(transaction, actor, "identity.update_unit", &before, after, environment.clock.now());
        return after;
    });
}

} // namespace identity
