#pragma once

#include "storage/database.hpp"

#include <span>

namespace storage {

/// One step of the schema, from `migrations/NNNN_name.sql`; the file's `.sqlite.sql` or
/// `.postgres.sql` variant replaces it where the dialects must differ.
struct Migration {
    int number = 0;
    std::string name;
    std::string sqlite;   ///< text for SQLite, words in braces not yet replaced
    std::string postgres; ///< and for PostgreSQL
};

/// The steps built into this program, ordered by number.
[[nodiscard]] const std::vector<Migration>& embedded_migrations();

/// What a program can do with a database as it stands.
enum class SchemaState : std::uint8_t { current, behind };

/// Replaces the words that differ between the dialects: `{{blob}}` (bytes) and `{{identity}}`
/// (a growing integer key).
[[nodiscard]] std::string expand_dialect(std::string_view sql, std::string_view dialect);

/// Brings the schema up to the last of `migrations`, each step in its own transaction, and writes
/// its number and checksum into `schema_migration`. Several servers may start at once: one does the
/// work, the others wait for it. Returns the numbers applied now. Refuses without changing anything
/// - a schema with a step that this program does not know (`storage.schema_newer`),
/// - a step whose text was altered after it was applied (`storage.migration_altered`).
[[nodiscard]] base::Result<std::vector<int>>
migrate(Database& database, std::span<const Migration> migrations, base::Instant now);

/// Compares without changing. The same refusals as migrate.
[[nodiscard]] base::Result<SchemaState> inspect_schema(Database& database,
                                                       std::span<const Migration> migrations);

} // namespace storage
