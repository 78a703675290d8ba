#pragma once

#include "storage/database.hpp"

#include <memory>

namespace storage {

struct DatabaseOptions {
    /// `sqlite:/var/lib/nguon/nguon.db`, or what libpq reads:
    /// `postgres://user@host:5432/nguon?…` (also `postgresql:`).
    std::string url;
    /// SQLite: readers beside the one writer. PostgreSQL: connections at most.
    std::size_t connections_max = 8;
};

/// Opens the engine that the address names. Refuses an address of no known engine
/// (`storage.unknown_address`) and a database that cannot be opened (`storage.cannot_open`). Does
/// not migrate.
[[nodiscard]] base::Result<std::unique_ptr<Database>> open_database(const DatabaseOptions& options);

} // namespace storage
