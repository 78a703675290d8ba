#include "identity/user_store_sql.hpp"

#include "base/text.hpp"
#include "identity/grants_sql.hpp"
#include "identity/identity_json.hpp"
#include "storage/conditions.hpp"
#include "json/described.hpp"

namespace identity {

namespace {

using storage::Connection;
using storage::Row;
using storage::Transaction;

constexpr std::string_view sql_insert_unit = R"sql(
insert into unit (id, name, folded, kind, area, archived, created_at, version)
values ($1, $2, $3, $4, $5, $6, $7, 1))sql";
constexpr std::string_view unit_columns =
    "select id, name, kind, area, archived, created_at, version from unit where ";
constexpr std::string_view sql_save_unit = R"sql(
update unit set name = $2, folded = $3, kind = $4, area = $5, archived = $6, version = version + 1
 where id = $1 and version = $7)sql";

constexpr std::string_view sql_insert_user = R"sql(
insert into account (id, user_name, display_name, folded, unit, phone, state, created_at, version,
                     password_hash, totp_secret, totp_confirmed, totp_last_step)
values ($1, $2, $3, $4, $5, $6, $7, $8, 1, '', '', 0, 0))sql";
constexpr std::string_view user_columns = R"sql(
select a.id, a.user_name, a.display_name, a.unit, u.area, a.phone, a.state, a.created_at, a.version,
       a.last_sign_in_at, a.totp_confirmed,
       case when a.password_hash = '' then 0 else 1 end as has_password,
       case when exists (select 1 from passkey p where p.account = a.id) then 1 else 0 end
         as has_passkey
  from account a join unit u on u.id = a.unit
 where )sql";
constexpr std::string_view sql_save_user = R"sql(
update account set display_name = $2, folded = $3, unit = $4, phone = $5, state = $6,
                   version = version + 1
 where id = $1 and version = $7)sql";
constexpr std::string_view sql_grants =
    "select role, area from account_grant where account = $1 order by area, role";

Unit to_unit(const Row& row) {
    return {.id = row.id<UnitId>("id"),
            .name = row.text("name"),
            .kind = json::enum_value<UnitKind>(row.text("kind")).value_or(UnitKind::other),
            .area = area_of(row, "area"),
            .archived = row.boolean("archived"),
            .created_at = row.instant("created_at"),
            .version = row.integer("version")};
}

User to_user(Connection& connection, const Row& row) {
    User user{.id = row.id<UserId>("id"),
              .user_name = row.text("user_name"),
              .display_name = row.text("display_name"),
              .unit = row.id<UnitId>("unit"),
              .area = area_of(row, "area"),
              .phone = row.text("phone"),
              .state = row.text("state") == "active" ? UserState::active : UserState::disabled,
              .has_password = row.boolean("has_password"),
              .has_second_factor = row.boolean("totp_confirmed"),
              .has_passkey = row.boolean("has_passkey"),
              .created_at = row.instant("created_at"),
              .last_sign_in_at = row.optional_instant("last_sign_in_at"),
              .version = row.integer("version"),
              .grants = {}};
    for (const Row& grant : connection.query(sql_grants, {user.id})) {
        user.grants.push_back(grant_of(grant));
    }
    return user;
}

std::optional<User> first_user(Connection& connection, std::string_view condition,
                               const storage::Parameter& value) {
    const storage::Rows rows =
        connection.query(std::string(user_columns) + std::string(condition), {value});
    return rows.empty() ? std::nullopt : std::optional(to_user(connection, rows.front()));
}

storage::Conditions conditions_of(const ListQuery& query, const std::string& area,
                                  const std::string& table) {
    storage::Conditions conditions;
    std::vector<std::string> areas;
    for (const area::AreaPath& path : query.areas) {
        areas.push_back(area::to_text(path));
    }
    conditions.add_within(area, areas);
    if (query.under) {
        conditions.add_within(area, {area::to_text(*query.under)});
    }
    // A folded text has letters, digits and spaces only, so it cannot hold wildcards of `like`.
    if (const std::string folded = base::fold(query.search); !folded.empty()) {
        conditions.add(table + "folded like ?", "%" + folded + "%");
    }
    if (!query.after.empty()) {
        conditions.add(table + "id > ?", query.after);
    }
    return conditions;
}

} // namespace

void insert_unit(Transaction& transaction, const Unit& unit) {
    transaction.execute(sql_insert_unit,
                        {unit.id, unit.name, base::fold(unit.name), json::enum_text(unit.kind),
                         area::to_text(unit.area), unit.archived, unit.created_at});
}

std::optional<Unit> find_unit(Connection& connection, UnitId id) {
    const storage::Rows rows = connection.query(std::string(unit_columns) + "id = $1", {id});
    return rows.empty() ? std::nullopt : std::optional(to_unit(rows.front()));
}

bool save_unit(Transaction& transaction, const Unit& unit) {
    return transaction.execute(sql_save_unit, {unit.id, unit.name, base::fold(unit.name),
                                               json::enum_text(unit.kind), area::to_text(unit.area),
                                               unit.archived, unit.version}) == 1;
}

std::vector<Unit> list_units(Connection& connection, const ListQuery& query) {
    storage::Conditions conditions = conditions_of(query, "area", "");
    const std::string limit = conditions.parameter(query.limit);
    std::vector<Unit> found;
    for (const Row& row : connection.query(std::string(unit_columns) + conditions.text() +
                                               " order by id limit " + limit,
                                           conditions.parameters())) {
        found.push_back(to_unit(row));
    }
    return found;
}

void insert_user(Transaction& transaction, const User& user) {
    transaction.execute(sql_insert_user,
                        {user.id, user.user_name, user.display_name, folded_name(user), user.unit,
                         user.phone, json::enum_text(user.state), user.created_at});
}

std::optional<User> find_user(Connection& connection, UserId id) {
    return first_user(connection, "a.id = $1", id);
}

std::optional<User> find_user_by_name(Connection& connection, std::string_view user_name) {
    return first_user(connection, "a.user_name = $1", user_name);
}

bool save_user(Transaction& transaction, const User& user) {
    return transaction.execute(sql_save_user,
                               {user.id, user.display_name, folded_name(user), user.unit,
                                user.phone, json::enum_text(user.state), user.version}) == 1;
}

void save_grants(Transaction& transaction, UserId user, const std::vector<rights::Grant>& grants) {
    transaction.execute("delete from account_grant where account = $1", {user});
    for (const rights::Grant& grant : grants) {
        transaction.execute("insert into account_grant (account, role, area) values ($1, $2, $3) "
                            "on conflict (account, role, area) do nothing",
                            {user, role_text(grant.role), area::to_text(grant.area)});
    }
}

void save_sign_in(Transaction& transaction, UserId user, base::Instant now) {
    transaction.execute("update account set last_sign_in_at = $2 where id = $1", {user, now});
}

std::vector<User> list_users(Connection& connection, const ListQuery& query) {
    storage::Conditions conditions = conditions_of(query, "u.area", "a.");
    if (query.unit) {
        conditions.add("a.unit = ?", *query.unit);
    }
    const std::string limit = conditions.parameter(query.limit);
    std::vector<User> found;
    for (const Row& row : connection.query(std::string(user_columns) + conditions.text() +
                                               " order by a.id limit " + limit,
                                           conditions.parameters())) {
        found.push_back(to_user(connection, row));
    }
    return found;
}

bool has_any_user(Connection& connection) {
    return !connection.query("select 1 as one from account limit 1", {}).empty();
}

} // namespace identity
