#pragma once

#include "identity/user.hpp"
#include "storage/database.hpp"

namespace identity {

// People and units in SQL. Each function works inside the caller's transaction.

void insert_unit(storage::Transaction& transaction, const Unit& unit);
[[nodiscard]] std::optional<Unit> find_unit(storage::Connection& connection, UnitId id);
/// Writes everything but id and created_at, when the version is still that of `unit`; raises it.
[[nodiscard]] bool save_unit(storage::Transaction& transaction, const Unit& unit);

/// Those within `areas` (and within `under`, and of `unit`, where these are given) whose folded
/// name holds `search`, ordered by id, after the given one.
struct ListQuery {
    std::vector<area::AreaPath> areas;
    std::optional<area::AreaPath> under;
    std::optional<UnitId> unit; ///< of people only
    std::string search;
    std::string after;
    int limit = 50;
};
[[nodiscard]] std::vector<Unit> list_units(storage::Connection& connection, const ListQuery& query);

/// Without grants; see save_grants. A user name that exists is DatabaseFault::unique.
void insert_user(storage::Transaction& transaction, const User& user);
[[nodiscard]] std::optional<User> find_user(storage::Connection& connection, UserId id);
[[nodiscard]] std::optional<User> find_user_by_name(storage::Connection& connection,
                                                    std::string_view user_name);
/// Writes display name, unit, phone and state when the version is still that of `user`; raises it.
[[nodiscard]] bool save_user(storage::Transaction& transaction, const User& user);
void save_grants(storage::Transaction& transaction, UserId user,
                 const std::vector<rights::Grant>& grants);
void save_sign_in(storage::Transaction& transaction, UserId user, base::Instant now);
[[nodiscard]] std::vector<User> list_users(storage::Connection& connection, const ListQuery& query);
/// False until the first administrator has been set up.
[[nodiscard]] bool has_any_user(storage::Connection& connection);

} // namespace identity
