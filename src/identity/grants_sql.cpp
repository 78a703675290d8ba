#include "identity/grants_sql.hpp"

#include "rights/rights_json.hpp"
#include "storage/database.hpp"
#include "json/described.hpp"

namespace identity {

using storage::DatabaseError;
using storage::DatabaseFault;

area::AreaPath area_of(const storage::Row& row, std::string_view column) {
    auto path = area::AreaPath::parse(row.text(column));
    if (!path) {
        throw DatabaseError(DatabaseFault::programming, "not an area: " + row.text(column));
    }
    return *std::move(path);
}

rights::Grant grant_of(const storage::Row& row) {
    const auto role = json::enum_value<rights::Role>(row.text("role"));
    if (!role) {
        throw DatabaseError(DatabaseFault::programming, "not a role: " + row.text("role"));
    }
    return {*role, area_of(row, "area")};
}

std::string role_text(rights::Role role) {
    return std::string(json::enum_text(role));
}

} // namespace identity
