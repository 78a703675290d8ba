#include "area/village_store_sql.hpp"

#include "area/village_json.hpp"
#include "base/try.hpp"
#include "json/described.hpp"

namespace area {

namespace {

using storage::Connection;
using storage::Row;
using storage::Transaction;

constexpr std::string_view columns =
    "code, commune, kind, name, population, households, version, changed_at";
constexpr std::string_view insert_village =
    "insert into area_village (code, commune, kind, name, population, households, version, "
    "changed_at) values ($1, $2, $3, $4, $5, $6, 1, $7)";
constexpr std::string_view take_number =
    "insert into area_village_number (commune, last_number) values ($1, 1) "
    "on conflict (commune) do update set last_number = area_village_number.last_number + 1 "
    "returning last_number";
constexpr std::string_view update_village =
    "update area_village set kind = $3, name = $4, population = $5, households = $6, "
    "version = version + 1, changed_at = $7 where code = $1 and version = $2";

Village read_village(const Row& row) {
    return {.code = row.text("code"),
            .commune = row.text("commune"),
            .kind = json::enum_value<VillageKind>(row.text("kind")).value_or(VillageKind::other),
            .name = row.text("name"),
            .population = row.optional_integer("population"),
            .households = row.optional_integer("households"),
            .version = row.integer("version"),
            .changed_at = row.instant("changed_at")};
}

base::Result<Village> find_in(Connection& connection, const AreaCode& code) {
    const auto rows = connection.query(
        "select " + std::string(columns) + " from area_village where code = $1", {code});
    if (rows.empty()) {
        return no_village();
    }
    return read_village(rows.front());
}

} // namespace

base::Failure no_village() {
    return base::fail(base::Fault::not_found, "area.no_village",
                      "Không có thôn, ấp này. Có thể nó đã bị xóa.",
                      "There is no such village. It may have been removed.");
}

base::Failure village_changed() {
    return base::fail(base::Fault::conflict, "area.village_changed",
                      "Người khác vừa sửa thôn, ấp này. Hãy mở lại rồi sửa.",
                      "Somebody has changed this village meanwhile. Read it again, then edit.");
}

base::Result<std::vector<Village>> VillageStoreSql::list(const AreaCode& commune) {
    return database_.read([&](Connection& connection) -> base::Result<std::vector<Village>> {
        std::vector<Village> villages;
        for (const Row& row :
             connection.query("select " + std::string(columns) +
                                  " from area_village where commune = $1 order by code limit 200",
                              {commune})) {
            villages.push_back(read_village(row));
        }
        return villages;
    });
}

base::Result<Village> VillageStoreSql::find(const AreaCode& code) {
    return database_.read([&](Connection& connection) { return find_in(connection, code); });
}

base::Result<Village> VillageStoreSql::add(const Village& village, const VillageRecorder& record) {
    return database_.write([&](Transaction& transaction) -> base::Result<Village> {
        const auto number =
            transaction.query(take_number, {village.commune}).front().integer("last_number");
        Village added = village;
        TRY_ASSIGN(added.code, next_village_code(village.commune, number - 1));
        added.version = 1;
        transaction.execute(insert_village,
                            {added.code, added.commune, json::enum_text(added.kind), added.name,
                             added.population, added.households, added.changed_at});
        record(transaction, std::nullopt, added);
        return added;
    });
}

base::Result<Village> VillageStoreSql::save(const Village& village, const VillageRecorder& record) {
    return database_.write([&](Transaction& transaction) -> base::Result<Village> {
        TRY_ASSIGN(const Village before, find_in(transaction, village.code));
        const auto changed = transaction.execute(
            update_village,
            {village.code, village.version, json::enum_text(village.kind), village.name,
             village.population, village.households, village.changed_at});
        if (changed == 0) {
            return village_changed();
        }
        Village after = village;
        ++after.version;
        record(transaction, before, after);
        return after;
    });
}

base::Result<void> VillageStoreSql::remove(const AreaCode& code, const VillageRecorder& record) {
    return database_.write([&](Transaction& transaction) -> base::Result<void> {
        TRY_ASSIGN(const Village before, find_in(transaction, code));
        transaction.execute("delete from area_village where code = $1", {code});
        record(transaction, before, std::nullopt);
        return {};
    });
}

} // namespace area
